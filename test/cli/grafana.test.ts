import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Metered } from '../../decorators/index.js';
import { AM_GEN } from '../../src/cli/reference-generator.js';
import { runCli } from '../../src/cli/run.js';
import type { CliProgram } from '../../src/cli/run.js';
import { dashboardUid } from '../../src/grafana/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { FakeGrafana } from '../support/grafana-server.js';

@Metered()
class Feed extends Machine.of(defineSchema({ Ready: {} })) {
  ReadyState() {}
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly rows?: readonly { readonly title: string }[];
  readonly panels: readonly { readonly type: string; readonly title: string }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly current?: { readonly value: unknown } }[];
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grafana-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly environment?: Record<string, string>;
  readonly program?: CliProgram;
}

async function run(args: readonly string[], { environment = {}, program }: Run = {}) {
  const texts = { out: '', err: '' };
  const context = {
    out: (text: string) => (texts.out += text),
    err: (text: string) => (texts.err += text),
    environment,
    folder,
    setExitCode: () => undefined,
  };
  const code = await runCli(['grafana', ...args], context, program);
  return { code, ...texts };
}

const board = (text: string) => JSON.parse(text) as Board;
const rowsOf = ({ panels }: Board) => panels.filter(({ type }) => type === 'row').map(({ title }) => title);
const file = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('a dashboard', () => {
  test('is printed as JSON', async () => {
    const { code, out, err } = await run(['--name', 'Board', '--source', 'svc']);
    expect([code, err]).toEqual([0, '']);
    expect(board(out)).toMatchObject({ title: 'Board', uid: dashboardUid({ name: 'Board', source: 'svc' }) });
    expect(rowsOf(board(out))).toContain('$class');
  });

  test('is named after the service of the configuration, which it shows', async () => {
    const { title, templating } = board((await run([], { environment: { AM_SERVICE: 'reader' } })).out);
    expect([title, templating.list.find(({ name }) => name === 'source')?.current?.value]).toEqual([
      'reader',
      'reader',
    ]);
  });

  test('has rows of the machines that are named, blanks around them cut off', async () => {
    const { out } = await run(['--layout', 'legacy', '-i', 'a, b', '-a', 'a:Ready']);
    expect(rowsOf(board(out))).toEqual(['Mach: a', 'Logs: a', 'Mach: b', 'Logs: b']);
    expect(out).toContain('am_state_added_Ready_a{');
  });

  test('has rows of the classes of files, with what they have', async () => {
    writeFileSync(join(folder, 'machines.cjs'), '');
    const { out } = await run(['--from', 'machines.cjs']);
    expect(rowsOf(board(out))).toContain(Feed.name);
    expect(out).toContain('state=~\\"Ready|Exception\\"');
  });

  test('is written to a file', async () => {
    const { out } = await run(['--name', 'x']);
    expect(await run(['--name', 'x', '--out', 'board.json'])).toEqual({ code: 0, out: '', err: '' });
    expect(file('board.json')).toBe(out);
  });

  test('is what the reference makes under preset go, blanks of ids kept', async () => {
    const environment = { AM_TELEMETRY_PRESET: 'go' };
    const { rows } = board((await run(['-i', 'a, b', '-n', 'x', '-s', 'S-1'], { environment })).out);
    expect(rows?.map(({ title }) => title)).toContain('Mach:  b');
  });
});

test('machines that share their averaged metrics are a warning beside the dashboard', async () => {
  const { code, err } = await run(['--layout', 'legacy', '--ids', 'A-b,a_b,c']);
  expect([code, err]).toEqual([0, expect.stringMatching(/^warning: machines "A-b" and "a_b" share .*\n$/)]);
});

describe('--check', () => {
  test('is content with a file that holds the same', async () => {
    await run(['--name', 'x', '--out', 'board.json']);
    expect(await run(['--name', 'x', '--out', 'board.json', '--check'])).toEqual({ code: 0, out: '', err: '' });
  });

  test('ends with 2 and names what differs, and writes nothing', async () => {
    await run(['--name', 'x', '--out', 'board.json']);
    const before = file('board.json');
    const { code, err } = await run(['--name', 'y', '--out', 'board.json', '--check']);
    expect([code, err, file('board.json')]).toEqual([
      2,
      expect.stringMatching(/^board\.json differs in\n.* {2}title\n/s),
      before,
    ]);
  });

  test('ends with 2 for a file that is not there, or no dashboard', async () => {
    expect(await run(['--out', 'none.json', '--check'])).toMatchObject({ code: 2, err: 'none.json is not there\n' });
    writeFileSync(join(folder, 'text.json'), 'text');
    expect(await run(['--out', 'text.json', '--check'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('everything') as unknown,
    });
  });

  test('looks at what Grafana has', async () => {
    const grafana = await FakeGrafana.start();
    const environment = { GRAFANA_TOKEN: 'secret' };
    const args = ['--name', 'x', '-g', grafana.url];
    expect(await run([...args, '--check'], { environment })).toMatchObject({
      code: 2,
      err: 'x in Grafana is not there\n',
    });
    await run(args, { environment });
    expect(await run([...args, '--check'], { environment })).toEqual({ code: 0, out: '', err: '' });
    const { code, err } = await run([...args, '--layout', 'both', '--check'], { environment });
    expect([code, err]).toEqual([2, expect.stringContaining('differs in\n  panels\n')]);
    await grafana.close();
  });

  test('needs something to compare with', async () => {
    expect(await run(['--check'])).toMatchObject({ code: 2, err: expect.stringContaining('--out FILE or') as unknown });
  });
});

describe('--grafana-url', () => {
  let grafana: FakeGrafana;
  beforeEach(async () => {
    grafana = await FakeGrafana.start();
  });
  afterEach(() => grafana.close());

  const args = () => ['--name', 'x', '--grafana-url', grafana.url];

  test('brings the dashboard there, and a second time changes nothing', async () => {
    const environment = { GRAFANA_TOKEN: 'secret' };
    const url = `${grafana.url}/d/${dashboardUid({ name: 'x' })}`;
    expect(await run(args(), { environment })).toEqual({ code: 0, out: '', err: `created ${url}\n` });
    expect(await run(args(), { environment })).toEqual({ code: 0, out: '', err: `unchanged ${url}\n` });
    expect([grafana.dashboards.size, grafana.folders.map(({ title }) => title)]).toEqual([1, ['asyncmachine']]);
  });

  test('takes the folder of the command line, else of the configuration', async () => {
    const environment = { GRAFANA_TOKEN: 'secret', AM_GRAFANA_FOLDER: 'configured' };
    await run(args(), { environment });
    await run([...args(), '-f', 'named'], { environment });
    expect(grafana.folders.map(({ title }) => title)).toEqual(['configured', 'named']);
  });

  test.each([
    ['GRAFANA_TOKEN', { GRAFANA_TOKEN: 'secret', AM_GRAFANA_TOKEN: 'wrong' }],
    ['AM_GRAFANA_TOKEN', { AM_GRAFANA_TOKEN: 'secret' }],
  ])('takes the token of %s', async (_, environment) => {
    expect(await run(args(), { environment })).toMatchObject({ code: 0 });
  });

  test('takes the token of a file before all others', async () => {
    writeFileSync(join(folder, 'token'), 'secret\n');
    const environment = { GRAFANA_TOKEN: 'wrong' };
    expect(await run([...args(), '--token-file', 'token'], { environment })).toMatchObject({ code: 0 });
    expect(await run([...args(), '--token-file', 'none'], { environment })).toMatchObject({ code: 2 });
  });

  test('takes the token of the file .env, which replaces nothing that is set', async () => {
    writeFileSync(join(folder, '.env'), 'GRAFANA_TOKEN="secret"\n');
    expect(await run(args())).toMatchObject({ code: 0 });
    expect(await run(args(), { environment: { GRAFANA_TOKEN: 'wrong' } })).toMatchObject({ code: 1 });
  });

  test('without a token ends with 2', async () => {
    expect(await run(args())).toMatchObject({
      code: 2,
      err: expect.stringContaining('missing token: set GRAFANA_TOKEN') as unknown,
    });
  });

  test('a token that Grafana refuses ends with 1 and a remedy, and does not show', async () => {
    const { code, err } = await run(args(), { environment: { GRAFANA_TOKEN: 'stolen' } });
    expect([code, err]).toEqual([1, expect.stringMatching(/^statescope: Grafana at .* status 401 .*GRAFANA_TOKEN/)]);
    expect(err).not.toContain('stolen');
  });
});

describe('other files', () => {
  test.each([
    ['--datasources', 'datasources'],
    ['--rules', 'groups'],
    ['--alerts', 'groups'],
  ])('%s is YAML', async (flag, key) => {
    const { code, out } = await run([flag]);
    expect(code).toBe(0);
    expect((parse(out) as Record<string, unknown[]>)[key]?.length).toBeGreaterThan(0);
  });

  test('data sources have the addresses that are given', async () => {
    const { out } = await run(['--datasources', '--loki-url', 'http://loki:3100', '--traces-type', 'tempo']);
    expect(out).toMatch(/url: http:\/\/loki:3100/);
    expect(out).toMatch(/type: tempo/);
  });

  test('they are written and checked as dashboards are', async () => {
    await run(['--rules', '--out', 'rules.yaml']);
    expect(await run(['--rules', '--out', 'rules.yaml', '--check'])).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'rules.yaml'), `${file('rules.yaml')}# more\n`);
    expect(await run(['--rules', '--out', 'rules.yaml', '--check'])).toMatchObject({ code: 2 });
  });

  test.each([
    [['--rules', '--alerts'], 'only one at a time'],
    [['--rules', '-g', 'http://localhost'], 'not to --grafana-url'],
  ])('%j is a mistake', async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) as unknown });
  });
});

test.each([
  [['--layout', 'wide'], 'overview, legacy, both'],
  [['--added-states', 'Ready'], 'expected machine:State'],
  [['--interval', '0'], 'Expected seconds'],
  [['--from', 'missing.js'], '--from missing.js'],
  [['--watch'], 'somewhere to write to'],
  [['--preset', 'go'], 'name them with --ids'],
  [['--preset', 'go', '--ids', 'a', '--from', 'machines.cjs'], 'not of classes'],
])('a mistake is named and ends with 2: %j', async (args, message) => {
  expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) as unknown });
});

describe('am-gen', () => {
  const program = AM_GEN;
  const named = ['--ids', 'a,b', '--name', 'x', '--source', 'svc'];

  test('makes the panels of the seeds', async () => {
    const { code, out } = await run(named, { program });
    expect([code, rowsOf(board(out))]).toEqual([0, ['Mach: a', 'Logs: a', 'Mach: b', 'Logs: b']]);
  });

  test.each(['--ids', '--name', '--source'])('without %s it shows its usage and ends with 2', async (missing) => {
    const at = named.indexOf(missing);
    const { code, out, err } = await run(named.toSpliced(at, 2), { program });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`${missing}.*not specified[^]*Usage: am-gen grafana`));
  });

  test('any other failure is its message on the standard output, and 1', async () => {
    const args = [...named, '--grafana-url', 'http://127.0.0.1:9'];
    expect(await run(args, { program })).toEqual({
      code: 1,
      out: expect.stringMatching(/^missing token/) as unknown,
      err: '',
    });
    expect(await run(args, { program, environment: { GRAFANA_TOKEN: 't' } })).toMatchObject({
      code: 1,
      out: expect.stringContaining('no Grafana answers') as unknown,
    });
  });

  test('help and version end with 0', async () => {
    const outcome = (args: readonly string[]) =>
      runCli(args, { out: () => '', err: () => '', environment: {}, folder, setExitCode: () => undefined }, program);
    expect([await outcome(['-v']), await outcome(['-h']), await outcome([])]).toEqual([0, 0, 2]);
  });
});
