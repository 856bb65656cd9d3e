import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindOtelEnv, bindOtelLogsEnv, bindTelemetryEnv, machMetricsEnv } from '../../src/by-hand/index.js';
import { Machine } from '../../src/index.js';
import { Plain, schema } from '../support/machines.js';
import { readLogs, readSpans } from '../support/otlp-files.js';

const startFolder = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-env-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(startFolder);
  rmSync(folder, { recursive: true });
});

const SERVICE = { AM_SERVICE: 'reader' };
const FILES = { ...SERVICE, OTEL_TRACES_EXPORTER: 'file', OTEL_LOGS_EXPORTER: 'file' };
const METRICS = { ...SERVICE, AM_PROM_LISTEN: '127.0.0.1:0' };
const binders = { bindOtelEnv, bindOtelLogsEnv, machMetricsEnv, bindTelemetryEnv };

describe.each(Object.entries(binders))('%s', (_, bind) => {
  test.each([
    ['no variable', {}],
    ['no service', { AM_OTEL_TRACE: '1', AM_OTEL_LOG: '1', AM_PROM_LISTEN: '127.0.0.1:0' }],
    ['only a service', SERVICE],
    ['OTEL_SDK_DISABLED', { ...FILES, ...METRICS, OTEL_SDK_DISABLED: 'true' }],
    ['variables that are off', { ...SERVICE, AM_OTEL_TRACE: '0', AM_OTEL_LOG: 'no', AM_PROM_LISTEN: 'off' }],
  ])('with %s does nothing, quietly', async (_name, environment) => {
    const machine = new Plain();
    expect(await bind(machine, { environment })).toBeUndefined();
    expect(machine.tracers).toEqual([]);
  });

  test('leaves a machine that has a parent to its parent, unless forced', async () => {
    const environment = { ...FILES, ...METRICS };
    const child = new Plain().submachine(Plain);
    expect(await bind(child, { environment })).toBeUndefined();
    const handle = await bind(child, { environment, force: true });
    expect(child.tracers.length).toBeGreaterThan(0);
    await handle?.dispose();
  });

  test('names the variable that is malformed, and binds nothing', async () => {
    const machine = new Plain();
    const environment = { ...FILES, ...METRICS, AM_LOG: 'loud' };
    await expect(bind(machine, { environment })).rejects.toThrow(/AM_LOG/);
    expect(machine.tracers).toEqual([]);
  });
});

test('traces go where the variables say: a machine, its submachines of any class, one tree', async () => {
  const feed = new Plain({ id: 'feed' });
  const handle = await bindOtelEnv(feed, { environment: FILES });
  feed.add('Start');
  feed.submachine(Plain, { id: 'item' }).add('Start');
  feed.submachine(Plain, { id: 'rpc', tags: ['rpc-client'] }).add('Start');
  await handle?.dispose();
  const spans = readSpans(join(folder, 'traces.jsonl'));
  const machines = spans.map(({ name }) => name).filter((name) => /^mach:\d:\w+$/.test(name));
  expect(machines.sort()).toEqual(['mach:0:feed', 'mach:1:item']);
});

test('under preset go the variables are read and the spans made as in the reference', async () => {
  const go = { ...FILES, AM_TELEMETRY_PRESET: 'go', AM_OTEL_TRACE_TXS: '1', AM_OTEL_TRACE_SKIP_STATES: ' Idle' };
  const feed = new Plain({ id: 'feed' });
  const handle = await bindOtelEnv(feed, { environment: go });
  feed.add('Start');
  await handle?.dispose();
  const spans = readSpans(join(folder, 'traces.jsonl')).map(({ name }) => name);
  expect(spans).toEqual(expect.arrayContaining(['root', 'mach:0:feed', '0: [add] Start', '0:Start']));
  expect(spans.filter((name) => /lifetime|started/.test(name))).toEqual([]);
});

test('under preset go log lines are those of the reference', async () => {
  const environment = { ...FILES, AM_TELEMETRY_PRESET: 'go', AM_LOG: '2' };
  const feed = new Plain({ id: 'feed' });
  const handle = await bindOtelLogsEnv(feed, { environment });
  feed.add('Start');
  feed.submachine(Plain, { id: 'item' }).add('Start');
  await handle?.dispose();
  expect(readLogs(join(folder, 'logs.jsonl')).map(({ body, attributes }) => [body, attributes])).toEqual([
    ['[state] +Start', { 'asyncmachine.id': 'feed', 'service.name': 'reader' }],
  ]);
});

test('the environment names the root for machines and processes to come, when it shall', async () => {
  const environment: Record<string, string> = { ...FILES, AM_OTEL_EXPORT_ENV: '1' };
  const [feed, other] = [new Plain({ id: 'feed' }), new Plain({ id: 'other' })];
  const handles = [await bindOtelEnv(feed, { environment }), await bindOtelEnv(other, { environment })];
  expect(other.tracers).toEqual(feed.tracers);
  const exported = { ...environment };
  for (const handle of handles) await handle?.dispose();
  expect(environment).toEqual({ ...FILES, AM_OTEL_EXPORT_ENV: '1' });
  const root = readSpans(join(folder, 'traces.jsonl')).find(({ name }) => name === 'root');
  expect(exported).toMatchObject({
    TRACEPARENT: `00-${root?.traceId ?? ''}-${root?.spanId ?? ''}-01`,
    AM_OTEL_TRACE_ID: root?.traceId,
    AM_OTEL_SPAN_ID: root?.spanId,
  });
});

test('under preset go the ids stay, and machines to come join the trace, unless they shall not', async () => {
  const go: Record<string, string> = { ...FILES, AM_TELEMETRY_PRESET: 'go' };
  const off = { ...go, AM_OTEL_EXPORT_ENV: '0' };
  await (await bindOtelEnv(new Plain({ id: 'alone' }), { environment: off }))?.dispose();
  expect(off).toEqual({ ...go, AM_OTEL_EXPORT_ENV: '0' });
  await (await bindOtelEnv(new Plain({ id: 'feed' }), { environment: go }))?.dispose();
  await (await bindOtelEnv(new Plain({ id: 'other' }), { environment: go }))?.dispose();
  const other = readSpans(join(folder, 'traces.jsonl')).find(({ name }) => name === 'mach:0:other');
  expect([other?.traceId, other?.parentSpanId]).toEqual([go['AM_OTEL_TRACE_ID'], go['AM_OTEL_SPAN_ID']]);
  expect(go['TRACEPARENT']).toBeUndefined();
});

test('traces of other processes are what AM_OTEL_REMOTE makes of them', async () => {
  const traceId = 'e'.repeat(32);
  const environment = { ...FILES, TRACEPARENT: `00-${traceId}-${'b'.repeat(16)}-01`, AM_OTEL_REMOTE: 'link' };
  await (await bindOtelEnv(new Plain({ id: 'feed' }), { environment }))?.dispose();
  const span = readSpans(join(folder, 'traces.jsonl')).find(({ name }) => name.endsWith(':feed'));
  const isNamed = readFileSync(join(folder, 'traces.jsonl'), 'utf8').includes(traceId);
  expect([span?.traceId === traceId, isNamed]).toEqual([false, true]);
});

test('AM_RPC_DBG lets messaging machines in', async () => {
  const feed = new Plain({ id: 'feed' });
  const handle = await bindOtelEnv(feed, { environment: { ...FILES, AM_RPC_DBG: '1' } });
  expect(feed.submachine(Plain, { tags: ['relay'] }).tracers).toHaveLength(1);
  await handle?.dispose();
});

test('logs have the level of AM_LOG', async () => {
  const machine = new Plain({ id: 'feed' });
  const handle = await bindOtelLogsEnv(machine, { environment: { ...FILES, AM_LOG: '3' } });
  machine.add('Start');
  await handle?.dispose();
  expect(readLogs(join(folder, 'logs.jsonl')).map(({ body }) => body)).toContain('[add] Start');
});

test('metrics are served until the last machine has left', async () => {
  const [a, b] = [new Plain(), new Plain()];
  const first = await machMetricsEnv(a, { environment: METRICS });
  const second = await machMetricsEnv(b, { environment: METRICS });
  expect(first?.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  expect([second?.metricsUrl, second?.metrics]).toEqual([first?.metricsUrl, first?.metrics]);
  a.add('Start');
  await first?.dispose();
  const text = await (await fetch(first?.metricsUrl ?? '')).text();
  expect(text).toContain('asyncmachine_transitions_total{machine_class="Plain"');
  await second?.dispose();
  await expect(fetch(first?.metricsUrl ?? '')).rejects.toThrow();
});

test('machines of one service share a trace, each takes its leave when it is disposed of', async () => {
  const [a, b] = [new Plain({ id: 'a' }), new Plain({ id: 'b' })];
  await bindOtelEnv(a, { environment: FILES });
  await bindOtelEnv(b, { environment: FILES });
  await a.dispose();
  b.add('Start');
  await b.dispose();
  const spans = readSpans(join(folder, 'traces.jsonl'));
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['mach:0:a', 'mach:1:b', '1: [add] Start', 'mach:1:b lifetime']),
  );
});

test('all at once: traces, logs and metrics, with one handle', async () => {
  const machine = new Plain({ id: 'feed' });
  const handle = await bindTelemetryEnv(machine, { environment: { ...FILES, ...METRICS } });
  expect(machine.tracers.map(({ id }) => id).sort()).toEqual(['otel-logs', 'otel-traces', 'prometheus']);
  machine.add('Start');
  await handle?.flush();
  expect(readLogs(join(folder, 'logs.jsonl')).map(({ body }) => body)).toContain('[state] +Start');
  await handle?.dispose();
  expect(machine.tracers).toEqual([]);
});

test('when one of them can’t start, none stays bound', async () => {
  const machine = new Plain();
  const environment = { ...METRICS, OTEL_TRACES_EXPORTER: 'memory' };
  await expect(bindTelemetryEnv(machine, { environment })).rejects.toThrow(/"memory": that needs startTelemetry/);
  expect(machine.tracers).toEqual([]);
});

test('a machine is bound once, and what failed may be tried again', async () => {
  const machine = new Plain({ id: 'feed' });
  const handle = await bindOtelEnv(machine, { environment: FILES });
  await expect(bindOtelEnv(machine, { environment: FILES })).rejects.toMatchObject({ code: 'BINDING' });
  await handle?.dispose();
  const taken = await machMetricsEnv(machine, { environment: METRICS });
  const port = new URL(taken?.metricsUrl ?? '').port;
  const environment = { ...SERVICE, AM_PROM_LISTEN: `127.0.0.1:${port}` };
  await expect(machMetricsEnv(new Plain(), { environment })).rejects.toMatchObject({ code: 'EXPORTER' });
  await taken?.dispose();
  const other = await machMetricsEnv(machine, { environment });
  expect(other?.metricsUrl).toBe(taken?.metricsUrl);
  await other?.dispose();
});

test('without options the variables are those of the process', async () => {
  class Own extends Machine.of(schema) {}
  const before = { ...process.env };
  Object.assign(process.env, FILES);
  try {
    const handle = await bindOtelEnv(new Own());
    expect(handle?.id).toBe('otel-traces');
    await handle?.dispose();
  } finally {
    for (const name of Object.keys(FILES)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
});

test('AM_OTEL_DIAG prints failures, and under preset go what the reference says of machines', async () => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const environment = { ...SERVICE, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_BSP_EXPORT_TIMEOUT: '50' };
  for (const variables of [{}, { AM_OTEL_DIAG: '1', AM_TELEMETRY_PRESET: 'go' }]) {
    const machine = new Plain({ id: 'feed' });
    const handle = await bindOtelEnv(machine, { environment: { ...environment, ...variables } });
    machine.add('Start');
    await handle?.dispose();
  }
  const lines = printed.mock.calls.map(([line]) => String(line));
  printed.mockRestore();
  expect(lines).toEqual([
    '[otel] bind traces: Plain "feed"',
    expect.stringMatching(/^telemetry: feed: .*ECONNREFUSED/),
  ]);
});
