import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run.js';
import { Metered, Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import type { TelemetryBudget } from '../../src/budget/index.js';

// The command counts every marked class that the process knows once the file is loaded.
@Traced()
@Metered()
class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true } })) {
  StartState() {}
}

@Metered()
class Small extends Machine.of(defineSchema({ Start: {} })) {}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
  writeFileSync(join(folder, 'machines.cjs'), '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function budget(...args: readonly string[]) {
  const output = { out: '', err: '' };
  const code = await runCli(['budget', ...args], {
    folder,
    environment: {},
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    setExitCode: () => {},
  });
  return { code, ...output };
}

const FROM = ['--from', 'machines.cjs'] as const;
const parsed = (text: string) => JSON.parse(text) as TelemetryBudget;

test('it prints every class with its families, and the sum', async () => {
  const { code, out } = await budget(...FROM);
  const [feed, small] = [Feed, Small].map(({ name }) => out.split('\n').find((line) => line.startsWith(name)));
  expect(code).toBe(0);
  expect(feed).toMatch(/^Feed +\d+ +\d+$/);
  expect(small).toMatch(/^Small +\d+ +0$/);
  expect(out).toMatch(/^ {2}asyncmachine_transition_duration_seconds +\d+$/m);
  expect(out).toMatch(/^all +\d+ +\d+$/m);
});

test('as JSON it is the budget as data', async () => {
  const { series, classes, maxSeries } = parsed((await budget(...FROM, '--json')).out);
  expect(classes.map(({ className }) => className)).toEqual(['Feed', 'Small']);
  expect(series).toBe(classes.reduce((sum, each) => sum + each.series, 0));
  expect(maxSeries).toBe(20_000);
});

test('what the configuration switches off does not count', async () => {
  writeFileSync(join(folder, 'statescope.json'), JSON.stringify({ classes: { Small: false } }));
  expect(parsed((await budget(...FROM, '--json')).out).classes.map(({ className }) => className)).toEqual(['Feed']);
});

test('with more series than allowed it fails and names the class that has most', async () => {
  const { series } = parsed((await budget(...FROM, '--json')).out);
  expect(await budget(...FROM, '--max', String(series))).toMatchObject({ code: 0, err: '' });
  const over = await budget(...FROM, '--max', String(series - 1));
  expect(over.code).toBe(1);
  expect(over.err).toBe(
    `over the budget: ${series} series are possible, --max is ${series - 1}; Feed has the most, ${
      parsed((await budget(...FROM, '--json')).out).classes[0]?.series ?? 0
    }\n`,
  );
});

test.each([
  [[], '--from'],
  [[...FROM, '--max', 'many'], 'Expected a whole number'],
  [['--from', 'missing.js'], '--from missing.js'],
])('a mistake is named and ends with 2: %j', async (args, message) => {
  const { code, err } = await budget(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('names of spans are those that the configuration of traces leaves', async () => {
  const spans = async (traces: object): Promise<readonly string[]> => {
    writeFileSync(join(folder, 'statescope.json'), JSON.stringify({ traces }));
    const [feed] = parsed((await budget(...FROM, '--json')).out).classes;
    return feed?.spanNames ?? [];
  };
  expect(await spans({})).toContain('<i>:Start started');
  expect(await spans({ startRecords: false })).not.toContain('<i>:Start started');
  expect(await spans({ stateSpans: false })).not.toContain('<i>:Start');
  expect(await spans({ naming: 'plain' })).toContain('Start');
  expect(await spans({ handlers: 'spans' })).toContain('StartState');
});

test('options of classes count as the configuration has them', async () => {
  const settings = { classes: { Feed: { traced: { handlers: 'spans' }, metered: { groups: ['queue'] } } } };
  writeFileSync(join(folder, 'statescope.json'), JSON.stringify(settings));
  const { classes } = parsed((await budget(...FROM, '--json')).out);
  const feed = classes.find(({ className }) => className === 'Feed');
  expect(feed?.spanNames).toContain('StartState');
  expect(Object.keys(feed?.families ?? {})).not.toContain('asyncmachine_transitions_total');
});
