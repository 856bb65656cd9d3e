import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { Machine, defineSchema } from 'statescope';
import type { EventOf } from 'statescope';
import { OtelTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import type { TraceScope } from '../../../src/exporters/otel-traces/index.js';

const schema = defineSchema({ Job: { multi: true }, Work: { multi: true } });

/** One thing that a producer does in the handler of its job. */
interface Step {
  /** On which machine it asks for work. */
  readonly target: number;
  /** At once, or after so many turns of the queue of promises. */
  readonly turns: number;
  /** Whether it says what it does it for. */
  readonly isNamed: boolean;
  /** Whether the work asks for more work, on the next machine. */
  readonly isNested: boolean;
}

/** What a piece of work has to stand below: a transition that is named by the id of its job or work. */
type Expected = ReadonlyMap<string, string | undefined>;

/** A machine that is producer and consumer: its jobs are lists of steps, and it does the work that others ask for. */
class Peer extends Machine.of(schema) {
  peers: readonly Peer[] = [];
  expected = new Map<string, string | undefined>();
  isFollowed = false;

  JobState(event: EventOf<typeof schema, 'Job'>): void {
    const { id, steps } = event.args as { id: string; steps: readonly Step[] };
    steps.forEach((step, i) => void this.#take(step, `${id}.${String(i)}`, id, event));
  }

  WorkState(event: EventOf<typeof schema, 'Work'>): void {
    const { id, step } = event.args as { id: string; step: Step };
    if (step.isNested) this.#ask({ ...step, isNested: false, target: step.target + 1 }, `${id}.n`, id, undefined);
  }

  async #take(step: Step, id: string, by: string, event: EventOf<typeof schema, 'Job'>): Promise<void> {
    for (let turn = 0; turn < step.turns; turn++) await Promise.resolve();
    // Beyond a promise nothing tells who asks, unless it is said, or an active context follows.
    const isKnown = step.turns === 0 || step.isNamed || this.isFollowed;
    this.#ask(step, id, isKnown ? by : undefined, step.isNamed ? event : undefined);
  }

  #ask(step: Step, id: string, by: string | undefined, source: EventOf<typeof schema, 'Job'> | undefined): void {
    this.expected.set(id, by);
    const target = this.peers[step.target % this.peers.length];
    target?.add('Work', { id, step }, source && { source });
  }
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ target: fc.nat(3), turns: fc.nat(4), isNamed: fc.boolean(), isNested: fc.boolean() }),
  { maxLength: 6 },
);
const jobs = fc.array(fc.record({ producer: fc.nat(3), steps, pause: fc.nat(3) }), { minLength: 2, maxLength: 12 });

type Jobs = typeof jobs extends fc.Arbitrary<infer T> ? T : never;

/** Runs jobs on four machines at once, and tells what every piece of work stands below. */
async function run(given: Jobs, scope: TraceScope, isFollowed: boolean) {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  const mark = { options: { args: ['id'] }, wholeMachine: true, anyHandler: false, handler: () => undefined };
  const traces = new OtelTraces({ sink: new SdkSink({ tracer }), scope, txHistory: 1000 });
  const peers = Array.from({ length: 4 }, (_, i) => new Peer({ id: `peer-${String(i)}` }));
  const expected: Map<string, string | undefined> = new Map<string, string | undefined>();
  for (const peer of peers) {
    peer.bindTracer(traces, mark);
    Object.assign(peer, { peers, expected, isFollowed });
  }
  for (const [i, { producer, steps, pause }] of given.entries()) {
    peers[producer]?.add('Job', { id: String(i), steps });
    expected.set(String(i), undefined);
    for (let turn = 0; turn < pause; turn++) await Promise.resolve();
  }
  await new Promise((resolve) => setImmediate(resolve));
  const spans = exporter.getFinishedSpans().filter(({ attributes }) => attributes['args.id'] !== undefined);
  const idOf = new Map(spans.map((span) => [span.spanContext().spanId, String(span.attributes['args.id'])]));
  const seen = new Map(
    spans.map(({ attributes, parentSpanContext, links }) => {
      const source = links.find((link) => link.attributes?.['asyncmachine.link.kind'] === 'source');
      const above = scope === 'tree' ? source?.context : parentSpanContext;
      return [String(attributes['args.id']), idOf.get(above?.spanId ?? '')];
    }),
  );
  return { seen, expected: expected as Expected, spans };
}

const sorted = (map: Expected) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const RUNS = { seed: 20_261_121, numRuns: 60 };

describe('interleaved producers have what they ask for below what they do, whatever the order', () => {
  it('without an active context: where somebody knows', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const { seen, expected } = await run(given, 'cause', false);
        expect(sorted(seen)).toEqual(sorted(expected));
      }),
      RUNS,
    );
  });

  it('with one: always', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      await fc.assert(
        fc.asyncProperty(jobs, async (given) => {
          const { seen, expected } = await run(given, 'cause', true);
          expect(sorted(seen)).toEqual(sorted(expected));
        }),
        RUNS,
      );
    } finally {
      context.disable();
    }
  });

  it('by transition: where they say so, and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const { seen, expected } = await run(given, 'tx', false);
        for (const [id, above] of seen) expect([undefined, expected.get(id)]).toContain(above);
        expect([...seen.keys()].sort()).toEqual([...expected.keys()].sort());
      }),
      RUNS,
    );
  });

  it('in a tree: each below its own machine, linked to what it names', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const { seen, expected, spans } = await run(given, 'tree', false);
        for (const [id, source] of seen) expect([undefined, expected.get(id)]).toContain(source);
        for (const { attributes, parentSpanContext } of spans) {
          const machine = String(attributes['asyncmachine.machine.id']);
          const others = spans.filter((span) => span.attributes['asyncmachine.machine.id'] === machine);
          expect(new Set(others.map((span) => span.parentSpanContext?.spanId))).toEqual(
            new Set([parentSpanContext?.spanId]),
          );
        }
      }),
      RUNS,
    );
  });
});
