import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { args, CANCELED, defineSchema, EXECUTED, Machine } from 'statescope';
import type { EventOf, Handlers, MachineOptions, Result, Tracer, TransitionView } from 'statescope';
import { PrometheusMetrics } from 'statescope/exporters/prometheus';
import { METRIC } from '../../../src/semconv-metrics.js';
import { parseScrape, total } from './prometheus-text.js';

const schema = defineSchema({
  Start: {},
  Loading: { require: ['Start'], remove: ['Ready'], args: args<{ url: string }>() },
  Ready: { auto: true, require: ['Start'], remove: ['Loading'] },
  Broken: { require: ['Start'] },
});
type On<S extends 'Loading' | 'Broken'> = EventOf<typeof schema, S>;

class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  readonly ticking: { ms: number };
  finish: (error?: Error) => void = () => {};

  constructor(clock: { ms: number }, options?: MachineOptions) {
    super(options);
    this.ticking = clock;
  }

  LoadingEnter(event: On<'Loading'>): boolean {
    this.ticking.ms += 1;
    return event.args.url !== '';
  }

  LoadingState(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.finish = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
  }

  BrokenState(): void {
    this.ticking.ms += 4;
    throw new RangeError('too far');
  }
}

function setUp(options: MachineOptions = {}) {
  const clock = { ms: 0 };
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => clock.ms });
  const feed = new Feed(clock, { ...options, tracers: [metrics, ...(options.tracers ?? [])] });
  const scrape = async () => parseScrape(await registry.metrics());
  return { clock, registry, metrics, feed, scrape };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a metered machine', () => {
  it('is told in the numbers that its script has', async () => {
    const { feed, registry } = setUp();
    expect(feed.add('Broken')).toBe(CANCELED);
    expect(feed.add('Start')).toBe(EXECUTED); // and Ready, by itself
    expect(feed.add('Loading', { url: '' })).toBe(CANCELED);
    expect(feed.canAdd('Broken')).toBe(EXECUTED);
    expect(feed.remove('Ready')).toBe(EXECUTED); // and Ready again
    const lines = async (name: string) => (await registry.getSingleMetricAsString(name)).split('\n').slice(2);
    const start = 'asyncmachine_transitions_total{machine_class="Feed",mutation=';
    expect(await lines(METRIC.transitions.name)).toEqual([
      `${start}"add",result="executed",auto="false",check="false"} 1`,
      `${start}"add",result="executed",auto="false",check="true"} 1`,
      `${start}"add",result="executed",auto="true",check="false"} 2`,
      `${start}"add",result="canceled",auto="false",check="false"} 2`,
      `${start}"remove",result="executed",auto="false",check="false"} 1`,
    ]);
    const refused = 'asyncmachine_rejections_total{machine_class="Feed",reason=';
    expect(await lines(METRIC.rejections.name)).toEqual([
      `${refused}"require",by="Start"} 1`,
      `${refused}"handler",by="LoadingEnter"} 1`,
    ]);
    expect(await lines(METRIC.machineCount.name)).toEqual(['asyncmachine_machine_count{machine_class="Feed"} 1']);
    await feed.dispose();
    expect(await lines(METRIC.machineCount.name)).toEqual(['asyncmachine_machine_count{machine_class="Feed"} 0']);
  });

  it('has handler durations that last to the end of the promise', async () => {
    const { feed, scrape, clock } = setUp();
    feed.add('Start');
    feed.add('Loading', { url: 'https://example.org' });
    clock.ms += 500;
    feed.finish();
    await settled();
    const name = `${METRIC.handlerDuration.name}_sum`;
    expect(total(await scrape(), name, { handler: 'LoadingState', outcome: 'ok' })).toBeCloseTo(0.5, 9);
    expect(total(await scrape(), name, { handler: 'LoadingEnter', outcome: 'ok' })).toBeCloseTo(0.001, 9);
  });

  it('has its errors once each, thrown or rejected, with their types', async () => {
    const { feed, scrape } = setUp();
    feed.add('Start');
    feed.add('Broken');
    feed.add('Loading', { url: 'x' });
    feed.finish(new TypeError('x'));
    await settled();
    feed.addErr(new SyntaxError('x'));
    const text = await scrape();
    const types = text.lines.filter(({ name }) => name === METRIC.exceptions.name);
    expect(Object.fromEntries(types.map(({ labels, value }) => [labels['error_type'], value]))).toEqual({
      RangeError: 1,
      TypeError: 1,
      SyntaxError: 1,
    });
    expect(total(text, METRIC.rejections.name, { reason: 'error', by: 'BrokenState' })).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`, { handler: 'BrokenState', outcome: 'error' })).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`, { handler: 'LoadingState', outcome: 'error' })).toBe(1);
  });

  it('counts what its queue and its end refuse', async () => {
    const refused: Result[] = [];
    const filler: Tracer = {
      id: 'filler',
      transitionStart: ({ machine }) => {
        if (refused.length > 0 || machine !== feed.view) return;
        feed.add('Loading', { url: 'a' });
        refused.push(feed.add('Loading', { url: 'b' }));
      },
    };
    const { feed, scrape } = setUp({ queueLimit: 1, tracers: [filler] });
    feed.add('Start');
    await feed.dispose();
    refused.push(feed.add('Start'));
    expect(refused).toEqual([CANCELED, CANCELED]);
    const text = await scrape();
    expect(total(text, METRIC.rejections.name, { reason: 'queue_limit' })).toBe(1);
    expect(total(text, METRIC.rejections.name, { reason: 'disposed' })).toBe(1);
  });

  it('shows its queue while a handler of it runs', async () => {
    const texts: Promise<string>[] = [];
    const { feed, registry } = setUp({ onChange: () => void texts.push(registry.metrics()) });
    class Busy extends Machine.of(schema) {
      StartState(): void {
        this.add('Broken');
        this.remove('Start');
        texts.push(registry.metrics());
      }
    }
    new Busy({ tracers: [...feed.tracers] }).add('Start');
    texts.push(registry.metrics());
    const [during, after] = (await Promise.all(texts)).map(parseScrape);
    expect(during && total(during, METRIC.queueLength.name, { machine_class: 'Busy' })).toBe(2);
    expect(after && total(after, METRIC.queueLength.name)).toBe(0);
  });

  it('works the same beside a registry that fails, and is scraped again when it recovers', async () => {
    const { feed, registry, metrics } = setUp();
    const plain = new Feed({ ms: 0 });
    const add = jest.spyOn(registry, 'getSingleMetric').mockImplementation(() => {
      throw new Error('broken');
    });
    const script = (machine: Feed) => [
      machine.add('Start'),
      machine.add('Loading', { url: '' }),
      machine.add('Broken'),
      machine.remove('Start'),
      machine.time(),
    ];
    expect(script(feed)).toEqual(script(plain));
    await expect(metrics.shutdown()).resolves.toBeUndefined();
    add.mockRestore();
    metrics.register(registry);
    expect(total(parseScrape(await registry.metrics()), METRIC.machineCount.name)).toBe(1);
  });

  it('leaves its counters when it is disposed of', async () => {
    const { metrics, scrape, clock } = setUp();
    for (let made = 0; made < 100; made++) {
      const item = new Feed(clock, { tracers: [metrics] });
      item.add('Start');
      await item.dispose();
    }
    const text = await scrape();
    expect(total(text, METRIC.machineCount.name)).toBe(1);
    expect(total(text, METRIC.transitions.name, { mutation: 'remove', check: 'false' })).toBe(100);
  });
});

describe('machines that are dropped without being disposed of', () => {
  it('are not kept alive by being metered, and count no longer', async () => {
    const { metrics, scrape } = setUp();
    for (let made = 0; made < 50; made++) new Feed({ ms: 0 }, { tracers: [metrics] }).add('Start');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let count = NaN;
    for (let tries = 0; tries < 20 && count !== 0; tries++) {
      collect();
      await settled();
      count = total(await scrape(), METRIC.machineCount.name);
    }
    expect(count).toBe(0);
    expect(total(await scrape(), METRIC.transitions.name, { auto: 'false' })).toBe(50);
  });
});

describe('over any script of a real machine', () => {
  const steps = fc.array(
    fc.oneof(
      fc.constantFrom('Start', 'Broken', 'Ready').map((state) => (m: Feed) => m.add(state as 'Start')),
      fc.constantFrom('Start', 'Loading', 'Ready', 'Exception').map((state) => (m: Feed) => m.remove(state)),
      fc.constantFrom('', 'x').map((url) => (m: Feed) => m.add('Loading', { url })),
      fc.constant((m: Feed) => m.set(['Start'])),
      fc.constant((m: Feed) => m.canAdd('Broken')),
      fc.constant((m: Feed) => m.addErr(new TypeError('x'))),
    ),
    { maxLength: 40 },
  );

  it('the counts are those of a naive tracer', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const counts = new Map<string, number>();
        const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
        const naive: Tracer = {
          id: 'naive',
          transitionEnd: (transition: TransitionView) => {
            const { mutation, accepted, cancellation, added } = transition;
            add(`tx ${mutation.type} ${accepted ? 'executed' : 'canceled'} ${mutation.auto} ${mutation.check}`);
            if (mutation.check) return;
            if (!accepted && cancellation) add(`rejected ${cancellation.reason} ${cancellation.by}`);
            if (accepted && added.includes('Exception')) add('exception');
          },
          handlerEnd: ({ name, outcome, transition, pending }) => {
            if (!transition.mutation.check && !pending) add(`handler ${name} ${outcome}`);
          },
        };
        const { feed, scrape } = setUp({ tracers: [naive] });
        for (const step of script) step(feed);
        const seen = new Map<string, number>();
        for (const { name, labels: l, value } of (await scrape()).lines) {
          const key = {
            [METRIC.transitions.name]: `tx ${l['mutation']} ${l['result']} ${l['auto']} ${l['check']}`,
            [METRIC.rejections.name]: `rejected ${l['reason']} ${l['by']}`,
            [METRIC.exceptions.name]: 'exception',
            [`${METRIC.handlerDuration.name}_count`]: `handler ${l['handler']} ${l['outcome']}`,
          }[name];
          if (key !== undefined) seen.set(key, (seen.get(key) ?? 0) + value);
        }
        expect(seen).toEqual(counts);
      }),
      { numRuns: 100 },
    );
  });
});
