// The built package, a ring of two states with four handlers, metered by it and by prom-client; and scrapes of what they hold.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { PrometheusMetrics, expose } from 'statescope/exporters/prometheus';
import { expect, ringSchema, stateNames, times } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';

const ring = (tracer) => ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4);

/** A ring that is metered; fails unless the metrics have counted what it did. */
const metered = (options) => {
  const registry = new Registry();
  const { run, check } = ring(new PrometheusMetrics({ registry, ...options }));
  let ops = 0;
  return {
    async: true,
    async run(count) {
      run(count);
      ops += count;
    },
    async check() {
      check();
      const { body } = await expose(registry, 'text');
      const total = /^asyncmachine_transitions_total\{.*check="false"\} (\d+)$/m.exec(body)?.[1];
      expect(Number(total) === ops + 1, `${total} transitions counted of ${ops + 1}`);
    },
  };
};

const BUCKETS = [5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5];
const LABELS = ['machine_class'];

/** What one would write with prom-client: all labels bound before, three calls for a transition and one for each handler. */
const preBound = (perHandler) => {
  const registers = [new Registry()];
  const counter = new Counter({ name: 'tx_total', help: 'Tx.', labelNames: LABELS, registers }).labels('Ring');
  const queue = new Gauge({ name: 'queue', help: 'Queue.', labelNames: LABELS, registers }).labels('Ring');
  const bound = { labelNames: LABELS, registers, buckets: BUCKETS };
  const took = new Histogram({ name: 'tx_seconds', help: 'Took.', ...bound }).labels('Ring');
  let startMs = 0;
  return ring({
    id: 'pre-bound',
    ...perHandler(registers),
    transitionInit() {
      startMs = performance.now();
    },
    transitionEnd(transition) {
      counter.inc();
      queue.set(transition.queueLength);
      took.observe((performance.now() - startMs) / 1000);
    },
  });
};

const countedHandlers = (registers) => {
  const handlers = new Counter({ name: 'handlers_total', help: 'Calls.', labelNames: LABELS, registers }).labels(
    'Ring',
  );
  return { handlerEnd: () => handlers.inc() };
};

const timedHandlers = (registers) => {
  const labelNames = [...LABELS, 'handler', 'phase', 'outcome'];
  const took = new Histogram({ name: 'handler_seconds', help: 'Took.', labelNames, registers, buckets: BUCKETS });
  const ofHandler = new Map();
  let startMs = 0;
  return {
    handlerStart() {
      startMs = performance.now();
    },
    handlerEnd({ name, phase, outcome }) {
      let bound = ofHandler.get(name);
      if (bound === undefined) ofHandler.set(name, (bound = took.labels('Ring', name, phase, outcome)));
      bound.observe((performance.now() - startMs) / 1000);
    },
  };
};

const HANDLERS = 435;
const DURATION = 'asyncmachine_handler_duration_seconds';

/** A registry with ten thousand series of ours: the durations of many handlers. */
const filled = () => {
  const registry = new Registry();
  let nowMs = 0;
  const metrics = new PrometheusMetrics({ registry, now: () => nowMs });
  const machine = {
    ...{ id: 'm', className: 'Ring', stateNames: ['Exception'], schema: {}, queueLength: 0 },
    time: () => [0],
  };
  metrics.machineInit(machine, { wholeMachine: true, options: {}, anyHandler: false, handler: () => undefined });
  const mutation = { type: 'add', auto: false, check: false, queuedAt: 0 };
  const transition = { ...{ machine, mutation, accepted: false }, timeBefore: [0], timeAfter: [0] };
  metrics.transitionInit(transition);
  for (const i of times(HANDLERS)) {
    const call = { transition, name: `H${i}State`, phase: 'final', outcome: 'ok', pending: false };
    for (const k of times(5)) {
      metrics.handlerStart(call);
      nowMs += i * 2 ** k;
      metrics.handlerEnd(call);
    }
  }
  metrics.transitionEnd(transition);
  return registry;
};

/** The same series in prom-client's own histogram; the few others as they are. */
const copied = async (registry) => {
  const copy = new Registry();
  const values = await registry.getSingleMetric(DURATION).getForPromString();
  const bounds = values.values.filter(({ sharedLabels }) => sharedLabels.handler === 'H0State');
  const buckets = bounds.map(({ labels }) => Number(labels.le)).filter((bound) => Number.isFinite(bound));
  for (const metric of registry.getMetricsAsArray()) {
    if (metric.name !== DURATION) {
      copy.registerMetric(metric);
      continue;
    }
    const { name, help } = metric;
    const labelNames = ['machine_class', 'handler', 'phase', 'outcome'];
    const theirs = new Histogram({ name, help, labelNames, buckets, registers: [copy] });
    let nowMs = 0;
    for (const i of times(HANDLERS)) {
      for (const k of times(5)) {
        const startMs = nowMs;
        nowMs += i * 2 ** k;
        const labels = { machine_class: 'Ring', handler: `H${i}State`, phase: 'final', outcome: 'ok' };
        theirs.observe(labels, (nowMs - startMs) / 1000);
      }
    }
  }
  return copy;
};

/** Sums are added up in another order, so that their last digits differ. */
const withoutSums = (text) => text.replace(/(?<=_sum\{.*\} ).*$/gm, '');

const scraped = async (scrape, expected) => {
  let text = '';
  return {
    async: true,
    async run(count) {
      for (let i = 0; i < count; i++) text = await scrape();
    },
    check() {
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect(lines.length >= 10_000, `${lines.length} series`);
      expect(withoutSums(text) === withoutSums(expected), 'the same bytes');
    },
  };
};

export const jobs = {
  counted: () => metered({ durations: false }),
  timed: () => metered({ durations: 'transitions' }),
  'timed-handlers': () => metered({}),
  'pre-bound': () => preBound(countedHandlers),
  'pre-bound-handlers': () => preBound(timedHandlers),

  async scrape() {
    const registry = filled();
    return scraped(async () => (await expose(registry, 'text')).body, await registry.metrics());
  },
  async 'scrape-prom-client'() {
    const registry = filled();
    const theirs = await copied(registry);
    return scraped(() => theirs.metrics(), await registry.metrics());
  },
};
