import { Registry } from 'prom-client';
import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { DURATION_BUCKETS_S, METRIC } from '../../../src/semconv-metrics.js';
import { parseScrape, total } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

function setUp() {
  const clock = { ms: 100 };
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => clock.ms });
  const scrape = async () => parseScrape(await registry.metrics());
  return { clock, registry, metrics, scrape };
}

/** The lines of one family. */
const family = async (registry: Registry, name: string) => (await registry.getSingleMetricAsString(name)).split('\n');

const buckets = (name: string, labels: string, counts: (bound: number) => number, sum: number) => [
  ...DURATION_BUCKETS_S.map((bound) => `${name}_bucket{le="${bound}",${labels}} ${counts(bound)}`),
  `${name}_bucket{le="+Inf",${labels}} ${counts(Infinity)}`,
  `${name}_sum{${labels}} ${sum}`,
  `${name}_count{${labels}} ${counts(Infinity)}`,
];

describe('transition counters', () => {
  it('tell mutation, result, auto, check and the type of the error', async () => {
    const { metrics, registry } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run();
    feed.run();
    feed.run({ type: 'remove', accepted: false, cancellation: { reason: 'handler', by: 'AExit' } });
    feed.run({ auto: true });
    feed.run({ type: 'set', check: true, accepted: false });
    feed.run({ error: new TypeError('no') });
    const start = 'asyncmachine_transitions_total{machine_class="Feed",mutation=';
    expect(await family(registry, METRIC.transitions.name)).toEqual([
      '# HELP asyncmachine_transitions_total Transitions that ran, canceled and check transitions included.',
      '# TYPE asyncmachine_transitions_total counter',
      `${start}"add",result="executed",auto="false",check="false"} 2`,
      `${start}"add",result="executed",auto="true",check="false"} 1`,
      `${start}"remove",result="canceled",auto="false",check="false"} 1`,
      `${start}"set",result="canceled",auto="false",check="true"} 1`,
      `${start}"add",result="executed",auto="false",check="false",error_type="TypeError"} 1`,
    ]);
  });

  it('keep the classes apart and add up the machines of one', async () => {
    const { metrics, scrape } = setUp();
    new ScriptedMachine(metrics, 'Feed').run();
    new ScriptedMachine(metrics, 'Feed').run();
    new ScriptedMachine(metrics, 'Item').run();
    const text = await scrape();
    expect(total(text, METRIC.transitions.name, { machine_class: 'Feed' })).toBe(2);
    expect(total(text, METRIC.transitions.name, { machine_class: 'Item' })).toBe(1);
  });

  it('stay when the last machine of a class is gone', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run();
    expect(total(await scrape(), METRIC.machineCount.name)).toBe(1);
    feed.dispose();
    const text = await scrape();
    expect(total(text, METRIC.transitions.name)).toBe(1);
    expect(text.lines).toContainEqual({ name: METRIC.machineCount.name, labels: { machine_class: 'Feed' }, value: 0 });
  });

  it('leave out a transition that was running when the machine was bound', async () => {
    const { metrics, scrape } = setUp();
    const early = new ScriptedMachine({ id: 'nobody' });
    const transition = early.begin();
    metrics.machineInit(early, { wholeMachine: true, options: {}, anyHandler: false, handler: () => undefined });
    metrics.transitionEnd(transition);
    expect(total(await scrape(), METRIC.transitions.name)).toBe(0);
  });
});

describe('transition durations', () => {
  it('are a histogram in seconds, bounds included', async () => {
    const { metrics, registry, clock } = setUp();
    const feed = new ScriptedMachine(metrics);
    for (const ms of [0.005, 2.5, 2.6, 20_000]) feed.run({ during: () => (clock.ms += ms) });
    const name = METRIC.transitionDuration.name;
    const lines = await family(registry, name);
    const labels = 'machine_class="Feed",mutation="add",result="executed",auto="false"';
    const count = (bound: number) => [5e-6, 2.5e-3, 2.6e-3, 20].filter((value) => value <= bound).length;
    const sum = lines.find((line) => line.startsWith(`${name}_sum`))?.split(' ')[1];
    expect(Number(sum)).toBeCloseTo(20.005105, 9);
    expect(lines.slice(2)).toEqual(buckets(name, labels, count, Number(sum)));
  });

  it('leave out checks', async () => {
    const { metrics, scrape } = setUp();
    new ScriptedMachine(metrics).run({ check: true });
    const text = await scrape();
    expect(total(text, METRIC.transitions.name, { check: 'true' })).toBe(1);
    expect(text.lines.filter((line) => line.name.startsWith(METRIC.transitionDuration.name))).toEqual([]);
  });

  it('read the clock twice for a transition and not at all for a check', () => {
    let reads = 0;
    const metrics = new PrometheusMetrics({ now: () => ++reads });
    const feed = new ScriptedMachine(metrics);
    reads = 0;
    feed.run();
    expect(reads).toBe(2);
    feed.run({ check: true });
    expect(reads).toBe(2);
    feed.run({ during: (transition) => feed.handle(transition, 'AEnter', 'negotiation', 'ok') });
    expect(reads).toBe(6);
  });

  it('cover the transitions of other machines that run inside', async () => {
    const { metrics, scrape, clock } = setUp();
    const feed = new ScriptedMachine(metrics, 'Feed');
    const item = new ScriptedMachine(metrics, 'Item');
    feed.run({
      during: () => {
        clock.ms += 1;
        item.run({ during: () => (clock.ms += 2) });
        clock.ms += 4;
      },
    });
    const text = await scrape();
    expect(total(text, `${METRIC.transitionDuration.name}_sum`, { machine_class: 'Feed' })).toBeCloseTo(0.007, 9);
    expect(total(text, `${METRIC.transitionDuration.name}_sum`, { machine_class: 'Item' })).toBeCloseTo(0.002, 9);
  });

  it('count a clock that was set back as nothing', async () => {
    const { metrics, scrape, clock } = setUp();
    new ScriptedMachine(metrics).run({ during: () => (clock.ms -= 50) });
    const text = await scrape();
    expect(total(text, `${METRIC.transitionDuration.name}_sum`)).toBe(0);
    expect(total(text, `${METRIC.transitionDuration.name}_count`)).toBe(1);
  });
});

describe('handler durations', () => {
  it('tell handler, phase and outcome', async () => {
    const { metrics, registry, clock } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run({
      during: (transition) => {
        feed.handle(transition, 'AEnter', 'negotiation', 'rejected', () => (clock.ms += 3));
        feed.handle(transition, 'AState', 'final', 'error', () => (clock.ms += 30));
      },
    });
    const name = METRIC.handlerDuration.name;
    const labels = (handler: string, rest: string) => `machine_class="Feed",handler="${handler}",${rest}`;
    expect((await family(registry, name)).slice(2)).toEqual([
      ...buckets(name, labels('AEnter', 'phase="negotiation",outcome="rejected"'), (b) => Number(b >= 0.003), 0.003),
      ...buckets(name, labels('AState', 'phase="final",outcome="error"'), (b) => Number(b >= 0.03), 0.03),
    ]);
  });

  it('last to the end of the promise', async () => {
    const { metrics, scrape, clock } = setUp();
    const feed = new ScriptedMachine(metrics);
    const settle: ((outcome: 'ok' | 'error' | 'aborted') => void)[] = [];
    for (let calls = 0; calls < 3; calls++) {
      feed.run({ during: (transition) => settle.push(feed.handleAsync(transition, 'AState')) });
      clock.ms += 10;
    }
    const name = METRIC.handlerDuration.name;
    expect(total(await scrape(), `${name}_count`)).toBe(0);
    settle[2]?.('ok');
    settle[0]?.('error');
    feed.dispose();
    settle[1]?.('aborted');
    const text = await scrape();
    expect(total(text, `${name}_sum`, { outcome: 'ok' })).toBeCloseTo(0.01, 9);
    expect(total(text, `${name}_sum`, { outcome: 'error' })).toBeCloseTo(0.03, 9);
    expect(total(text, `${name}_sum`, { outcome: 'aborted' })).toBeCloseTo(0.02, 9);
    expect(total(text, `${name}_count`)).toBe(3);
  });

  it('leave out the handlers of checks', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run({ check: true, during: (transition) => feed.handle(transition, 'AEnter', 'negotiation', 'ok') });
    expect(total(await scrape(), `${METRIC.handlerDuration.name}_count`)).toBe(0);
  });

  it('are those of the outer machine again after an inner one ran', async () => {
    const { metrics, scrape, clock } = setUp();
    const feed = new ScriptedMachine(metrics, 'Feed');
    const item = new ScriptedMachine(metrics, 'Item');
    feed.run({
      during: (outer) =>
        feed.handle(outer, 'AState', 'final', 'ok', () => {
          clock.ms += 1;
          item.run({ during: (tx) => item.handle(tx, 'BState', 'final', 'ok', () => (clock.ms += 2)) });
        }),
    });
    const text = await scrape();
    expect(total(text, `${METRIC.handlerDuration.name}_sum`, { handler: 'AState' })).toBeCloseTo(0.003, 9);
    expect(total(text, `${METRIC.handlerDuration.name}_sum`, { handler: 'BState' })).toBeCloseTo(0.002, 9);
  });
});

describe('rejections', () => {
  it('tell the reason, and by whom where somebody refused', async () => {
    const { metrics, registry } = setUp();
    const feed = new ScriptedMachine(metrics);
    const canceled = (reason: 'handler' | 'error' | 'timeout' | 'require' | 'remove', by: string) =>
      feed.run({ accepted: false, cancellation: { reason, by } });
    canceled('handler', 'AEnter');
    canceled('handler', 'AEnter');
    canceled('error', 'AState');
    canceled('timeout', 'BEnter');
    canceled('require', 'A');
    canceled('remove', 'B');
    feed.reject('queue_limit');
    feed.reject('disposed');
    feed.reject('backoff');
    const start = 'asyncmachine_rejections_total{machine_class="Feed",reason=';
    expect((await family(registry, METRIC.rejections.name)).slice(2)).toEqual([
      `${start}"queue_limit"} 1`,
      `${start}"disposed"} 1`,
      `${start}"backoff"} 1`,
      `${start}"handler",by="AEnter"} 2`,
      `${start}"error",by="AState"} 1`,
      `${start}"timeout",by="BEnter"} 1`,
      `${start}"require",by="A"} 1`,
      `${start}"remove",by="B"} 1`,
    ]);
  });

  it('leave out checks', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run({ check: true, accepted: false, cancellation: { reason: 'require', by: 'A' } });
    feed.reject('queue_limit', { check: true });
    expect(total(await scrape(), METRIC.rejections.name)).toBe(0);
  });
});

describe('exceptions', () => {
  it('count activations of Exception by the type of the error', async () => {
    const { metrics, registry } = setUp();
    const feed = new ScriptedMachine(metrics);
    const error = new RangeError('far');
    feed.run({ error, accepted: false, cancellation: { reason: 'error', by: 'AState' } });
    feed.run({ error, exception: true });
    feed.run({ error: 'text', exception: true });
    feed.run({ exception: true });
    feed.run();
    expect((await family(registry, METRIC.exceptions.name)).slice(2)).toEqual([
      'asyncmachine_exceptions_total{machine_class="Feed"} 1',
      'asyncmachine_exceptions_total{machine_class="Feed",error_type="RangeError"} 1',
      'asyncmachine_exceptions_total{machine_class="Feed",error_type="string"} 1',
    ]);
  });
});

describe('gauges', () => {
  it('show the queues of machines that run', async () => {
    const { metrics, registry } = setUp();
    const [feed, item] = [new ScriptedMachine(metrics, 'Feed'), new ScriptedMachine(metrics, 'Item')];
    const seen: Promise<string[]>[] = [];
    feed.queueLength = 3;
    item.queueLength = 2;
    feed.run({
      during: () => item.run({ during: () => void seen.push(family(registry, METRIC.queueLength.name)) }),
    });
    feed.queueLength = item.queueLength = 0;
    seen.push(family(registry, METRIC.queueLength.name));
    const lines = (feeds: number, items: number) => [
      `asyncmachine_queue_length{machine_class="Feed"} ${feeds}`,
      `asyncmachine_queue_length{machine_class="Item"} ${items}`,
    ];
    expect((await Promise.all(seen)).map((text) => text.slice(2))).toEqual([lines(3, 2), lines(0, 0)]);
  });

  it('count a machine once, however often it is bound, detached and disposed of', async () => {
    const { metrics, scrape } = setUp();
    const all = { wholeMachine: true, options: {}, anyHandler: false, handler: () => undefined };
    const feed = new ScriptedMachine(metrics);
    const count = async () => total(await scrape(), METRIC.machineCount.name);
    feed.bind(all);
    expect(await count()).toBe(1);
    feed.detach();
    feed.detach();
    expect(await count()).toBe(0);
    feed.bind(all);
    expect(await count()).toBe(1);
    feed.dispose();
    feed.dispose();
    expect(await count()).toBe(0);
  });
});
