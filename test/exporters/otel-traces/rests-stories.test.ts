import { RandomIdGenerator } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { exportMachine, importMachine } from 'statescope';
import type { OtelTracesOptions, RotateLimits } from '../../../src/exporters/otel-traces/index.js';
import type { MutationSource } from '../../../src/tracer/index.js';
import { AFTER_MS, Resting } from './resting.js';
import type { Feed } from './resting.js';

const FAILURE = new Error('failed');
const IDS = ['feed', '00f067aa0ba902b7', 'größe', '✓'.repeat(20)];
const PARENT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

const steps = fc.array(
  fc.record({
    pauseMs: fc.constantFrom(0, 0, 10, AFTER_MS, 5 * AFTER_MS),
    machine: fc.nat(3),
    verb: fc.oneof(
      fc.constantFrom('add', 'remove', 'set', 'child', 'twin', 'dispose'),
      fc.constantFrom('fail', 'detach', 'attach', 'order', 'import', 'look', 'react', 'wait'),
    ),
    states: fc.subarray(['A', 'B', 'Job', 'Größe✓'] as const, { minLength: 1 }),
  }),
  { minLength: 3, maxLength: 25 },
);
const options: fc.Arbitrary<Partial<OtelTracesOptions>> = fc.record({
  scope: fc.constantFrom('tree', 'tx', 'cause'),
  multi: fc.constantFrom('event', 'instance'),
  groups: fc.boolean(),
  autoRoot: fc.boolean(),
  handlers: fc.constantFrom('events', 'spans'),
  txHistory: fc.constantFrom(0, 2, 300),
});
const parents = fc.option(fc.record({ isRemote: fc.boolean(), traceFlags: fc.constantFrom(0, 1) }), { nil: undefined });
const limits = fc.record({ spans: fc.constantFrom(0, 8, 40), ms: fc.constantFrom(0, 7 * AFTER_MS) });

type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

/** What happened to the machines of a tracer, and what it told of them when somebody looked. */
class Story {
  static #told = 0;
  readonly resting: Resting;
  readonly #looks: unknown[] = [];
  readonly #sources: MutationSource[] = [];

  private constructor(resting: Resting) {
    this.resting = resting;
    this.#make();
  }

  /** @param parent in a trace of its own: machines are counted by traces */
  static async of(
    script: readonly Step[],
    given: Partial<OtelTracesOptions>,
    parent?: { readonly isRemote: boolean; readonly traceFlags: number },
    idGenerator?: RandomIdGenerator,
  ): Promise<Story> {
    Story.#told += 1;
    const traceId = String(Story.#told).padStart(PARENT.traceId.length, '0');
    const story = new Story(
      await Resting.of(
        { ...given, ...(parent && { parent: { ...PARENT, ...parent, traceId } }) },
        undefined,
        idGenerator,
      ),
    );
    for (const step of script) await story.#go(step);
    story.resting.pass();
    await story.resting.tracer.shutdown();
    return story;
  }

  async told(): Promise<string> {
    return this.resting.told(this.#looks);
  }

  /** How long each state of each machine was active, by the spans of all parts of its trace. */
  async activeMs(): Promise<Readonly<Record<string, number>>> {
    const sums: Record<string, number> = {};
    for (const { name, attributes, duration } of await this.resting.spans()) {
      if (attributes['asyncmachine.state.name'] === undefined) continue;
      sums[name] = Math.round((sums[name] ?? 0) + duration[0] * 1e3 + duration[1] / 1e6);
    }
    return sums;
  }

  #make(given: Parameters<Resting['make']>[0] = {}): void {
    const id = IDS[this.resting.machines.length];
    const { feed } = this.resting.make({ ...(id !== undefined && { id }), ...given });
    feed.bindTracer({
      id: 'sources',
      transitionEnd: ({ id, machine, sumBefore }) =>
        void this.#sources.push({ machineId: machine.id, transitionId: id, machineTime: sumBefore }),
    });
  }

  async #go({ pauseMs, machine, verb, states }: Step): Promise<void> {
    const { clock, machines, tracer } = this.resting;
    clock.advance(pauseMs);
    const feed = machines[machine % machines.length] as Feed;
    if (verb === 'child') this.#make({ parent: feed });
    else if (verb === 'twin') this.#make({ id: feed.id });
    else if (verb === 'dispose') await feed.dispose();
    else if (verb === 'fail') feed.addErr(FAILURE);
    else if (verb === 'detach') feed.detachTracer(tracer.id);
    else if (verb === 'attach') feed.bindTracer(tracer);
    else if (verb === 'look') this.#looks.push(tracer.contextOf(feed.view), tracer.carrierOf(feed.view));
    else if (verb === 'react') feed.add('Job', {}, { source: this.#sources.at(-states.length) });
    else if (verb === 'wait') await this.#settle(feed);
    else if (verb !== 'order' && verb !== 'import') feed[verb](states);
    else if (feed.isDisposed) return;
    else if (verb === 'order') feed.verifyStates([...feed.stateNames].reverse());
    else importMachine(feed, exportMachine(feed));
  }

  /** A handler of it settles after its machine rested, where it does. */
  async #settle(feed: Feed): Promise<void> {
    feed.settle = () => undefined;
    feed.add('A');
    this.resting.pass();
    feed.settle();
    await new Promise(setImmediate);
    feed.settle = undefined;
  }
}

it('tells the same of machines whether they rest or not', async () => {
  const rotate = { spans: 0, ms: 0 };
  await fc.assert(
    fc.asyncProperty(steps, options, parents, fc.boolean(), async (script, given, parent, isRandom) => {
      // Identities that have nothing in common, or count on.
      const ids = isRandom ? new RandomIdGenerator() : undefined;
      const [resting, awake] = [
        await Story.of(script, { ...given, rotate }, parent, ids),
        await Story.of(script, { ...given, rotate, restAfterMs: 0 }, parent, ids),
      ];
      expect(await resting.told()).toBe(await awake.told());
    }),
    { numRuns: 150 },
  );
});

it('keeps traces whole that go on while machines rest', async () => {
  const property = fc.asyncProperty(steps, options, limits, async (script, given, rotate: RotateLimits) => {
    const resting = await Story.of(script, { ...given, rotate });
    const spans = await resting.resting.spans();
    const traces = new Map(spans.map((span) => [span.spanContext().spanId, span.spanContext().traceId]));
    for (const { name, parentSpanContext: parent, links, ended } of spans) {
      expect([name, ended]).toEqual([name, true]);
      for (const { context } of links) expect([name, traces.get(context.spanId)]).toEqual([name, context.traceId]);
      if (parent !== undefined) expect([name, traces.get(parent.spanId)]).toEqual([name, parent.traceId]);
    }
    const awake = await Story.of(script, { ...given, rotate, restAfterMs: 0 });
    expect(await resting.activeMs()).toEqual(await awake.activeMs());
  });
  await fc.assert(property, { numRuns: 100 });
});
