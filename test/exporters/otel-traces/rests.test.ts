import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { Machine, defineSchema } from 'statescope';
import type { MachineOptions } from 'statescope';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelTraces, SdkSink, otelStateContext } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { FakeClock } from '../../../src/testing/index.js';

const AFTER_MS = 100;
const schema = defineSchema({ A: {}, B: { remove: ['A'] }, Job: { multi: true }, 'Größe✓': {} });

class Feed extends Machine.of(schema) {
  static override readonly groups = { work: ['Job'], rest: ['A', 'B'] } as const;
  settle: (() => void) | undefined;

  BEnter(): boolean {
    return !this.is('Job');
  }

  AState(): Promise<void> | undefined {
    return this.settle === undefined ? undefined : new Promise((resolve) => (this.settle = resolve));
  }
}

type Provider = Awaited<ReturnType<typeof createTraceProvider>>;

/** Traces through a provider of our own, with time that passes when it is told to. */
class Resting {
  readonly clock = new FakeClock();
  readonly machines: Feed[] = [];
  readonly #memory = new MemoryBuffer<ReadableSpan>();
  readonly #provider: Provider;
  readonly tracer: OtelTraces;

  private constructor(provider: Provider, memory: MemoryBuffer<ReadableSpan>, options: object) {
    this.#provider = provider;
    this.#memory = memory;
    const { clock } = this;
    const sink = new SdkSink({ tracer: provider.tracer });
    this.tracer = new OtelTraces({ sink, clock: clock.now, timers: clock, restAfterMs: AFTER_MS, ...options });
  }

  static async of(options: Partial<OtelTracesOptions> = {}): Promise<Resting> {
    const memory = new MemoryBuffer<ReadableSpan>();
    return new Resting(await createTraceProvider({ targets: [{ kind: 'memory', memory }] }), memory, options);
  }

  /** A machine, with how often it was told to rest. */
  make(options: MachineOptions = {}): { readonly feed: Feed; readonly rest: jest.SpyInstance } {
    const feed = new Feed({ id: `feed${String(this.machines.length)}`, tracers: [this.tracer], ...options });
    this.machines.push(feed);
    return { feed, rest: jest.spyOn(feed.view as { rest: () => void }, 'rest') };
  }

  /** Long enough for every machine to rest. */
  pass(times = 3): void {
    this.clock.advance(AFTER_MS * times);
  }

  async spans(): Promise<readonly ReadableSpan[]> {
    await this.#provider.flush();
    return this.#memory.items;
  }

  /** All that was exported as text; ids, which are random, are numbered as they appear. */
  async told(): Promise<string> {
    const numbers = new Map<string, number>();
    const spans = (await this.spans()).map((span) => {
      const { name, startTime, endTime, attributes, links, events, status, parentSpanContext } = span;
      const parent = parentSpanContext?.spanId;
      return { name, context: span.spanContext(), parent, startTime, endTime, attributes, links, events, status };
    });
    return JSON.stringify(spans, undefined, 1).replace(/[0-9a-f]{32}|[0-9a-f]{16}/g, (id) => {
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      return `#${String(numbers.get(id))}`;
    });
  }
}

describe('a machine to which nothing happens', () => {
  it('rests, and goes on where it was with the next transition', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    feed.add('A');
    resting.clock.advance(AFTER_MS);
    expect(rest).not.toHaveBeenCalled();
    resting.clock.advance(AFTER_MS);
    expect(rest).toHaveBeenCalledTimes(1);
    const context = resting.tracer.contextOf(feed.view);
    feed.remove('A');
    await feed.dispose();
    const spans = await resting.spans();
    const state = spans.find(({ name, attributes }) => name === '0:A' && attributes['tx_id'] !== undefined);
    expect(state?.events.map(({ name }) => name)).toEqual(['[add] A']);
    expect(spans.find(({ name }) => name === 'mach:0:feed0')?.spanContext()).toEqual(context);
    expect(spans.find(({ name }) => name === '0: [remove] A')?.links[0]?.context).toEqual(state?.spanContext());
    expect(resting.clock.pendingTimers).toBe(0);
  });

  it('rests again only after something happened', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    resting.pass(10);
    expect(rest).toHaveBeenCalledTimes(1);
    expect(resting.clock.pendingTimers).toBe(0);
    feed.add('A');
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(2);
  });

  it('does not rest where that is switched off, nor where something is told of it all the time', async () => {
    const options = [
      { restAfterMs: 0 },
      { groupSpans: 'lifetime' },
      { stateHeartbeatMs: 1e6 },
      { stateSegmentMs: 1e6 },
    ] as const;
    for (const option of options) {
      const resting = await Resting.of(option);
      const { rest } = resting.make();
      resting.pass(10);
      expect(rest).not.toHaveBeenCalled();
    }
  });

  it('does not rest while a handler of it shows that has not settled', async () => {
    const resting = await Resting.of({ handlers: 'spans' });
    const { feed, rest } = resting.make();
    feed.settle = () => undefined;
    feed.add('A');
    resting.pass();
    expect(rest).not.toHaveBeenCalled();
    feed.settle();
    await new Promise(setImmediate);
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('does not rest while somebody has the span of its state', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    feed.add('A');
    otelStateContext(feed, 'A');
    resting.pass();
    expect(rest).not.toHaveBeenCalled();
    feed.remove('A');
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('does not rest while spans of another SDK are open', async () => {
    const sink = new SdkSink({ tracer: new BasicTracerProvider().getTracer('test') });
    const resting = await Resting.of({ sink });
    const { feed, rest } = resting.make();
    feed.add('A');
    resting.pass();
    expect(rest).not.toHaveBeenCalled();
    feed.remove('A');
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('ends its spans while it rests, as its end says', async () => {
    for (const end of ['detachTracer', 'dispose', 'shutdown'] as const) {
      const resting = await Resting.of();
      const { feed } = resting.make();
      feed.add(['A', 'Job']);
      resting.pass();
      if (end === 'shutdown') await resting.tracer.shutdown();
      else if (end === 'dispose') await feed.dispose();
      else feed.detachTracer('otel-traces');
      const spans = await resting.spans();
      expect(spans.find(({ name }) => name === 'mach:0:feed0 lifetime')?.attributes).toMatchObject({
        'asyncmachine.machine.transitions': end === 'dispose' ? expect.any(Number) : 1,
      });
      expect(spans.filter(({ name, events }) => name.startsWith('0:') && events.length > 0)).toHaveLength(3);
      expect(resting.clock.pendingTimers).toBe(0);
    }
  });

  it('is found by the transitions it caused', async () => {
    const resting = await Resting.of();
    const { feed } = resting.make();
    const { feed: other } = resting.make();
    let source: { machineId: string; transitionId: string; machineTime: number } | undefined;
    feed.bindTracer({
      id: 'source',
      transitionEnd: ({ id, machine, sumBefore }) => {
        source ??= { machineId: machine.id, transitionId: id, machineTime: sumBefore };
      },
    });
    feed.add('A');
    feed.remove('A');
    resting.pass();
    other.add('B', {}, { source });
    await resting.tracer.shutdown();
    const spans = await resting.spans();
    const cause = spans.find(({ name }) => name === '0: [add] A')?.spanContext();
    const effect = spans.find(({ name }) => name === '1: [add] B');
    expect(effect?.links.map((link) => link.context)).toContainEqual(cause);
  });

  it('moves to the trace that followed its own while it rested, after those above it', async () => {
    const resting = await Resting.of({ rotate: { spans: 20 } });
    const { feed: parent } = resting.make();
    const { feed: child } = resting.make({ parent });
    child.add('A');
    resting.pass();
    const { feed: busy } = resting.make();
    for (let i = 0; i < 20; i++) busy.add('Job');
    child.remove('A');
    await resting.tracer.shutdown();
    const spans = await resting.spans();
    const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
    const above = (span: ReadableSpan | undefined): ReadableSpan | undefined =>
      byId.get(span?.parentSpanContext?.spanId ?? '');
    const names: string[] = [];
    const last = spans.find(({ name }) => name === '1: [remove] A');
    for (let span = last; span !== undefined; span = above(span)) {
      names.unshift(span.name);
      expect(span.spanContext().traceId).toBe(last?.spanContext().traceId);
    }
    expect(names).toEqual(['root', 'mach:0:feed0', '0:submachines', 'mach:1:feed1', '1:transitions', '1: [remove] A']);
    expect(
      spans.filter(({ name, attributes }) => name === '1:A' && attributes['asyncmachine.state.segment'] === 2),
    ).toHaveLength(1);
    expect(last?.spanContext().traceId).not.toBe(
      spans.find(({ name }) => name === '1: [add] A')?.spanContext().traceId,
    );
  });
});

it('looks at many machines in turns, with pauses between', async () => {
  const resting = await Resting.of();
  const rests = Array.from({ length: 1200 }, () => resting.make().rest);
  const rested = (): number => rests.filter((rest) => rest.mock.calls.length > 0).length;
  resting.clock.advance(AFTER_MS * 2 + 20);
  expect(rested()).toBe(500);
  resting.clock.advance(10);
  expect(rested()).toBe(1000);
  resting.pass();
  expect(rested()).toBe(1200);
});

const steps = fc.array(
  fc.record({
    pauseMs: fc.constantFrom(0, 0, 10, AFTER_MS, 5 * AFTER_MS),
    machine: fc.nat(3),
    verb: fc.constantFrom('add', 'add', 'remove', 'set', 'child', 'dispose', 'fail', 'detach'),
    states: fc.subarray(['A', 'B', 'Job', 'Größe✓'] as const, { minLength: 1 }),
  }),
  { minLength: 3, maxLength: 25 },
);
const options: fc.Arbitrary<Partial<OtelTracesOptions>> = fc.record({
  scope: fc.constantFrom('tree', 'tx', 'cause'),
  multi: fc.constantFrom('event', 'instance'),
  groups: fc.boolean(),
  autoRoot: fc.boolean(),
  txHistory: fc.constantFrom(0, 2, 300),
});

/** What is told of a story by a tracer that lets machines rest after so long. */
async function story(script: readonly Step[], given: Partial<OtelTracesOptions>, restAfterMs: number): Promise<string> {
  const resting = await Resting.of({ ...given, restAfterMs, rotate: { spans: 0, ms: 0 } });
  resting.make();
  for (const { pauseMs, machine, verb, states } of script) {
    resting.clock.advance(pauseMs);
    const feed = resting.machines[machine % resting.machines.length] as Feed;
    if (verb === 'child') resting.make({ parent: feed });
    else if (verb === 'dispose') await feed.dispose();
    else if (verb === 'fail') feed.addErr(FAILURE);
    else if (verb === 'detach') feed.detachTracer('otel-traces');
    else feed[verb](states);
  }
  resting.pass();
  await resting.tracer.shutdown();
  return resting.told();
}

const FAILURE = new Error('failed');

type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

it('tells the same of machines whether they rest or not', async () => {
  await fc.assert(
    fc.asyncProperty(steps, options, async (script, given) => {
      expect(await story(script, given, AFTER_MS)).toBe(await story(script, given, 0));
    }),
    { numRuns: 150 },
  );
});
