import { Machine } from 'statescope';
import type { TraceContext, Tracer } from 'statescope';
import { LokiClient, LokiLogs } from '../../../src/exporters/loki/index.js';
import type { LokiClientOptions, LokiLogsOptions } from '../../../src/exporters/loki/index.js';
import { FakeClock } from '../../../src/testing/index.js';
import { selection } from '../otel-traces/support.js';
import { LokiDouble } from './loki-double.js';

const loki = new LokiDouble();
let address = '';

beforeAll(async () => {
  address = await loki.start();
});

beforeEach(() => {
  loki.reset();
});

afterAll(() => loki.stop());

interface Way {
  readonly names?: readonly [string, string];
  readonly id?: string;
  readonly className?: string;
  readonly spans?: readonly (TraceContext | undefined)[];
  readonly client?: Partial<LokiClientOptions>;
  readonly logs?: Partial<LokiLogsOptions>;
}

/** Options of a mark under which lines have something that is not known before. */
const UNKNOWN = { args: ['url'] };

/** Four transitions of a machine; the bodies that come of it, without the ids of transitions, and what became of the lines. */
async function pushed(way: Way, options: Readonly<Record<string, unknown>>) {
  const { names: [a, b] = ['A', 'B'], id = 'feed', className = 'Feed', spans = [] } = way;
  const client = new LokiClient(address, {
    service: 's',
    clock: new FakeClock().now,
    ...way.client,
  });
  const logs = new LokiLogs({ client, ...way.logs });
  const ids: string[] = [];
  const tracer: Tracer = {
    id: 'spans',
    writesTraceContext: true,
    transitionInit: (transition) => {
      transition.traceContext = spans[ids.push(transition.id) % Math.max(1, spans.length)];
    },
  };
  class Ring extends Machine.of({
    [a]: { remove: [b] },
    [b]: { remove: [a] },
  }) {}
  const machine = new Ring({ id, tracers: [tracer] });
  machine.bindTracer(logs, selection({ options: { name: className, ...options } }));
  for (const state of [a, b, a, b]) machine.add(state);
  const { dropped, waiting } = client.stats();
  await client.shutdown();
  const bodies = loki.requests.splice(0).map(({ bytes }) => bytes.toString());
  const withoutIds = ids.reduce((text, txId, i) => text.replace(txId, `<${String(i)}>`), bodies.join('\n'));
  return { bodies, withoutIds, dropped, waiting };
}

const SPAN: TraceContext = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
};

test.each<[string, Way]>([
  ['plain', {}],
  [
    'of names with quotes, signs and halves of characters',
    { names: ['A"\\', 'Ä😀\ud800'], id: 'i"\n', className: '<"C">' },
  ],
  ['of names with spaces', { names: ['A', 'A +B'] }],
  ['of an empty id', { id: '' }],
  [
    'of long names',
    {
      id: 'i'.repeat(9000),
      className: 'c'.repeat(5000),
      names: ['A', 'b'.repeat(40_000)],
    },
  ],
  [
    'of names that are cut',
    {
      id: 'ü'.repeat(9000),
      names: ['A', 'b'.repeat(40_000)],
      client: { maxLineBytes: 64 },
    },
  ],
  ['of spans', { spans: [SPAN, SPAN, { ...SPAN, spanId: '"' }, undefined] }],
  ['with their level', { logs: { linePrefix: 'level' } }],
  ['with another level', { logs: { severityMap: { changes: { number: 17 } } } }],
  ['with the label of their machine', { client: { idLabel: true }, id: 'i"d' }],
  ['of the reference', { client: { preset: 'go' } }],
  ['for which there is no room', { client: { maxBytes: 600 } }],
])('lines %s are the same bytes, be they put together of what is known or made anew', async (_what, way) => {
  const known = await pushed(way, {});
  const anew = await pushed(way, UNKNOWN);
  expect(known.withoutIds).toContain('<3>');
  expect(known.withoutIds).toBe(anew.withoutIds);
  for (const body of known.bodies) expect(JSON.stringify(JSON.parse(body))).toBe(body);
  expect([known.dropped, known.waiting]).toEqual([anew.dropped, anew.waiting]);
});

test('lines that need more room than others push out as many', async () => {
  const { dropped, waiting } = await pushed({ client: { maxBytes: 600 } }, {});
  expect([dropped, waiting]).toEqual([1, 3]);
});

test('what a mark hides is not in lines that are put together', async () => {
  const client = new LokiClient(address, {
    service: 's',
    clock: new FakeClock().now,
  });
  const machine = new (Machine.of({ A: {} }))({ id: 'm', logArgs: ['token'] });
  machine.bindTracer(new LokiLogs({ client }), selection({ options: { secret: ['token'] } }));
  machine.add('A', { token: 'geheim' });
  machine.remove('A');
  await client.shutdown();
  expect(loki.lines).toEqual([expect.stringMatching(/^\[state\] \+A \(token=(?!geheim)/), '[state] -A']);
});
