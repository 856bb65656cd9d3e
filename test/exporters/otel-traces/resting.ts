import type { IdGenerator, ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import type { MachineOptions } from 'statescope';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions, SpanSink } from '../../../src/exporters/otel-traces/index.js';
import { FakeClock } from '../../../src/testing/index.js';

/** After this long without a transition machines may rest, after twice as long they do. */
export const AFTER_MS = 100;
const schema = defineSchema({ A: {}, B: { remove: ['A'] }, Job: { multi: true }, 'Größe✓': {} });

export class Feed extends Machine.of(schema) {
  static override readonly groups = { work: ['Job'], rest: ['A', 'B'] } as const;
  settle: (() => void) | undefined;

  BEnter(): boolean {
    return !this.is('Job');
  }

  AState(): Promise<void> | undefined {
    return this.settle === undefined ? undefined : new Promise((resolve) => (this.settle = resolve));
  }
}

type Around = (sink: SpanSink) => SpanSink;
type Provider = Awaited<ReturnType<typeof createTraceProvider>>;

/** Traces through a provider of our own, with time that passes when it is told to. */
export class Resting {
  readonly clock = new FakeClock();
  readonly machines: Feed[] = [];
  readonly #memory = new MemoryBuffer<ReadableSpan>();
  readonly #provider: Provider;
  readonly tracer: OtelTraces;

  private constructor(provider: Provider, memory: MemoryBuffer<ReadableSpan>, options: object, around: Around) {
    this.#provider = provider;
    this.#memory = memory;
    const { clock } = this;
    const sink = around(new SdkSink({ tracer: provider.tracer }));
    this.tracer = new OtelTraces({ sink, clock: clock.now, timers: clock, restAfterMs: AFTER_MS, ...options });
  }

  /** @param around what to put between the tracer and its sink */
  static async of(
    options: Partial<OtelTracesOptions> = {},
    around: Around = (sink) => sink,
    idGenerator?: IdGenerator,
  ): Promise<Resting> {
    const memory = new MemoryBuffer<ReadableSpan>();
    const provider = await createTraceProvider({ targets: [{ kind: 'memory', memory }], idGenerator });
    return new Resting(provider, memory, options, around);
  }

  /** A machine, with how often it was told to rest. */
  make(options: MachineOptions = {}): { readonly feed: Feed; readonly rest: jest.SpyInstance } {
    const feed = new Feed({ id: `feed${String(this.machines.length)}`, tracers: [this.tracer], ...options });
    this.machines.push(feed);
    return { feed, rest: jest.spyOn(feed.view as { rest: () => void }, 'rest') };
  }

  /** How often a machine had rested with a state active, to which something may happen, and once it was no more. */
  restsAround(meanwhile: (feed: Feed) => unknown = () => undefined): readonly [number, number] {
    const { feed, rest } = this.make();
    feed.add('A');
    meanwhile(feed);
    this.pass();
    const before = rest.mock.calls.length;
    feed.remove('A');
    this.pass();
    return [before, rest.mock.calls.length];
  }

  /** Long enough for every machine to rest. */
  pass(times = 3): void {
    this.clock.advance(AFTER_MS * times);
  }

  async spans(): Promise<readonly ReadableSpan[]> {
    await this.#provider.flush();
    return this.#memory.items;
  }

  /** All that was exported, and what is given, as text; ids, which are random, are numbered as they appear. */
  async told(besides: readonly unknown[]): Promise<string> {
    const numbers = new Map<string, number>();
    const spans = (await this.spans()).map((span) => {
      const { name, startTime, endTime, attributes, links, events, status, parentSpanContext } = span;
      const parent = parentSpanContext?.spanId;
      return { name, context: span.spanContext(), parent, startTime, endTime, attributes, links, events, status };
    });
    return JSON.stringify([spans, besides], undefined, 1).replace(/[0-9a-f]{32}|[0-9a-f]{16}/g, (id) => {
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      return `#${String(numbers.get(id))}`;
    });
  }
}
