import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { Logged, Traced } from '../../decorators/index.js';
import { MEMORY_LOGS, MEMORY_SPANS, memory, startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';
import { Machine } from '../../src/index.js';
import { schema } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

@Traced({ states: { skip: ['Busy'] }, errors: 'full', canceled: true })
@Logged({ level: 'changes', errors: 'full' })
class Feed extends Machine.of(schema) {
  StartState() {
    throw new TypeError('a message');
  }
  BusyEnter() {
    return false;
  }
}

/** Names of states and transitions that have spans, and all texts. */
async function shown(options: StartOptions) {
  const container = root.createChildContainer();
  const settings = { environment: {}, configFile: false, modules: [memory()], ...options } as const;
  const telemetry = await startTelemetry(container, settings);
  const feed = new Feed({ id: 'feed', container });
  feed.add('Start');
  feed.add('Busy');
  await telemetry.shutdown();
  const spans = container.resolve(MEMORY_SPANS).items;
  const records = container.resolve(MEMORY_LOGS).items;
  const names = spans.map(({ name }) => name);
  const content = spans.map(({ status, events, attributes }) => [status, events, attributes]);
  const text = JSON.stringify([content, records.map(({ body, attributes }) => [body, attributes])]);
  return { names, text, warnings: telemetry.report.warnings };
}

test('without configuration the marks decide', async () => {
  const { names, text } = await shown({});
  expect(names).toEqual(expect.arrayContaining(['0: [add] Start', '0: [add] Busy', '0:Exception [M]']));
  expect(text).toContain('a message');
});

test.each<[string, StartOptions]>([
  ['in code', { errors: 'type' }],
  ['in the environment or a file', { defaults: { errors: 'type' } }],
  ['as a function', { errors: (text) => text.replaceAll('a message', 'something') }],
  ['for the class', { classes: { 'F*': { traced: { errors: 'type' }, logged: { errors: 'type' } } } }],
])('how much of errors is shown can be set %s', async (_, options) => {
  const { text, warnings } = await shown(options);
  expect(text).not.toContain('a message');
  expect(warnings).toEqual([]);
});

test('a wrong policy is refused like any wrong setting', async () => {
  await expect(shown({ errors: 'types' as never })).rejects.toThrow('errors is "types"');
});

test.each<[string, StartOptions, readonly string[]]>([
  ['lists of states', { environment: { AM_OTEL_TRACE_ALLOW_STATES: 'Start, feed:Busy' } }, ['0:Exception [M]']],
  ['a pattern of states', { environment: { AM_OTEL_TRACE_SKIP_STATES_RE: ':Exc' } }, ['0:Exception [M]']],
  ['canceled transitions', { environment: { AM_OTEL_SKIP_CANCELED: '1' } }, ['0: [add] Busy']],
])('%s in the environment go before the mark', async (_, options, missing) => {
  const { names, warnings } = await shown(options);
  expect(names.filter((name) => missing.includes(name))).toEqual([]);
  expect(names).toContain('0: [add] Start');
  expect(warnings).toEqual([]);
});
