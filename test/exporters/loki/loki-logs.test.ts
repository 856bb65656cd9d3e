import { CANCELED, EXECUTED, Machine, defineSchema } from 'statescope';
import type { Handlers, TraceContext, Tracer } from 'statescope';
import { Parent } from 'statescope/decorators';
import { LokiClient, LokiLogs, bindLokiLogger } from '../../../src/exporters/loki/index.js';
import type { LokiLogsOptions } from '../../../src/exporters/loki/index.js';
import { FakeClock } from '../../../src/testing/index.js';
import { selection } from '../otel-traces/support.js';
import { LokiDouble } from './loki-double.js';
import type { PushReply, PushedValue } from './loki-double.js';

const schema = defineSchema({ A: { auto: true, require: ['C'] }, B: {}, C: {}, Veto: {} });

class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  VetoEnter(): boolean {
    return false;
  }
  BState(): void {
    throw new RangeError('too much');
  }
}

@Parent(() => Feed)
class Item extends Machine.of(defineSchema({ Start: {} })) {}

class Loose extends Machine.of(defineSchema({ Start: {} })) {}

const SPAN: TraceContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const spans: Tracer = {
  id: 'spans',
  writesTraceContext: true,
  transitionInit: (transition) => {
    transition.traceContext = SPAN;
  },
};

const NO_ERROR = { isError: false, error: undefined };

const loki = new LokiDouble();
let client: LokiClient;
let address = '';

beforeAll(async () => {
  address = await loki.start();
});

beforeEach(() => {
  loki.reset();
  client = new LokiClient(address, { service: 'reader', clock: new FakeClock().now });
});

afterEach(() => client.shutdown());

afterAll(() => loki.stop());

function logged(options: Partial<LokiLogsOptions> = {}): Feed {
  const feed = new Feed({ id: 'feed', tracers: [spans] });
  feed.bindTracer(
    new LokiLogs({ client, ...options }),
    selection({ options: { args: ['url'] }, handlers: { BState: {} } }),
  );
  return feed;
}

/** Every entry with its level, in their order. */
async function entries(): Promise<readonly { level: string; line: string; metadata: PushedValue[2] }[]> {
  await client.flush();
  return loki.pushes
    .flat()
    .flatMap(({ stream, values }) =>
      values.map(([time, line, metadata]) => ({ time, level: stream['level'] ?? '', line, metadata })),
    )
    .sort((a, b) => (a.time < b.time ? -1 : 1))
    .map(({ level, line, metadata }) => ({ level, line, metadata }));
}

test('a line has its level as label, and machine, transition and span as metadata', async () => {
  logged().add('C', { url: 'https://example.org' });
  const [first, second] = await entries();
  expect(first).toMatchObject({ level: 'info', line: '[state] +C' });
  expect(first?.metadata).toEqual({
    trace_id: SPAN.traceId,
    span_id: SPAN.spanId,
    asyncmachine_id: 'feed',
    asyncmachine_class: 'Feed',
    args_url: 'https://example.org',
    tx_id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
    log_level: '2',
    tag: 'state',
    tx_added: 'C',
  });
  expect(second?.line).toBe('[auto_] +A');
});

test('errors and rejections have levels of their own, and a stack stays out of the line', async () => {
  const feed = logged();
  feed.add('B');
  await feed.dispose();
  feed.add('C');
  const all = await entries();
  const error = all.find(({ line }) => line.startsWith('[error'));
  expect(error?.line).toMatch(/^\[error[^\]]*\] .*too much/);
  expect(error?.line).not.toContain('at ');
  expect(error?.metadata).toMatchObject({ exception_type: 'RangeError', exception_message: 'too much' });
  expect(error?.metadata?.['exception_stacktrace']).toContain('RangeError: too much');
  const call = all.find(({ line }) => line.startsWith('[handler] BState error in'));
  expect(call?.metadata).toMatchObject({ handler: 'BState', handler_outcome: 'error', error_type: 'RangeError' });
  expect(all.find(({ level }) => level === 'warn')).toMatchObject({
    line: '[rejected] [add] C (disposed)',
    metadata: { tag: 'rejected', tx_rejected_reason: 'disposed' },
  });
});

test('levels from decisions on are debug, and lines may begin with their level', async () => {
  const logs = new LokiLogs({ client, level: 'everything', linePrefix: 'level' });
  const { view: machine } = new Loose({ id: 'loose' });
  for (const level of [1, 2, 3, 4, 5] as const) {
    logs.log({ machine, level, text: '100% of %s', ...NO_ERROR, transition: undefined, handler: undefined });
  }
  const all = await entries();
  expect(all.map(({ level }) => level)).toEqual(['info', 'info', 'info', 'debug', 'debug']);
  expect([all[0]?.line, all[4]?.line]).toEqual(['INFO: 100% of %s', 'DEBUG: 100% of %s']);
});

test('metadata stays within what Loki takes, whatever a program logs', async () => {
  const feed = logged();
  feed.addErr(new Error('x'.repeat(100_000)));
  const [{ metadata } = {}] = (await entries()).filter(({ level }) => level === 'error');
  expect(JSON.stringify(metadata).length).toBeLessThan(64 * 1024);
  expect(metadata).toMatchObject({ tag: 'error', asyncmachine_id: 'feed' });
});

test('submachines marked @Parent inherit it, others do not', async () => {
  const feed = logged();
  feed.submachine(Item, { id: 'item' }).add('Start');
  feed.submachine(Loose, { id: 'loose' }).add('Start');
  expect((await entries()).map(({ metadata }) => metadata?.['asyncmachine_id'])).toEqual(['item']);
});

test('by hand, several machines share a client, which outlives them, and other sinks keep their lines', async () => {
  const lines: string[] = [];
  const feed = new Feed({ id: 'feed', logger: (_level, text) => lines.push(text), logLevel: 2 });
  const loose = new Loose({ id: 'loose' });
  const handles = [bindLokiLogger(feed, client), bindLokiLogger(loose, client, { level: 'ops' })];
  expect(() => bindLokiLogger(feed, client)).toThrow(expect.objectContaining({ code: 'BINDING' }) as Error);
  feed.add('C');
  loose.add('Start');
  await handles[0]?.dispose();
  feed.add('B');
  await handles[1]?.dispose();
  expect(lines.join()).toContain('+C');
  expect(loki.lines).toEqual(expect.arrayContaining(['[state] +C', '[add] Start', '[state] +Start']));
  expect(loki.lines.join()).not.toContain('+B');
  expect(client.stats().waiting).toBe(0);
  client.push({ level: 'info', machineId: 'x', line: 'still there' });
  await client.flush();
  expect(loki.lines).toContain('still there');
});

const TROUBLES: readonly (readonly [what: string, replies: readonly PushReply[]])[] = [
  ['hangs up', ['hang up']],
  ['never answers', ['silence']],
  ['is busy', [{ status: 429, headers: { 'retry-after': '60' } }]],
  ['takes nothing so large', [413]],
  ['fails', [500]],
  ['does not know who asks', [401]],
];

test.each(TROUBLES)('a machine does not notice that Loki %s', async (_what, replies) => {
  loki.answers(...replies);
  const reports: unknown[] = [];
  client = new LokiClient(address, {
    service: 'a',
    limitMs: 30,
    maxWaiting: 8,
    maxBatch: 4,
    onError: (e) => reports.push(e),
  });
  const feed = logged();
  const results = [feed.add('C'), feed.add('Veto'), feed.remove('C'), feed.add('B')];
  expect(results).toEqual([EXECUTED, CANCELED, EXECUTED, new Feed().add('B')]);
  await client.shutdown();
  const { received, exported, dropped, failed, waiting } = client.stats();
  expect(received).toBe(exported + dropped + failed + waiting);
  expect(exported).toBe(0);
  expect(reports.length).toBeLessThanOrEqual(1);
});
