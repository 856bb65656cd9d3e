import { Registry } from 'prom-client';
import { defineSchema, Machine, setSchema } from 'statescope';
import type { MachineOptions } from 'statescope';
import { PrometheusMetrics } from 'statescope/exporters/prometheus';
import type { PrometheusOptions } from 'statescope/exporters/prometheus';
import { METRIC } from '../../../src/semconv-metrics.js';
import type { Selection } from '../../../src/tracer/index.js';
import { parseScrape, total } from './prometheus-text.js';

const schema = defineSchema({
  Start: {},
  Busy: { require: ['Start'] },
  Beat: { multi: true },
  Broken: { require: ['Start'] },
});

class Job extends Machine.of(schema) {
  BrokenState(): void {
    throw new RangeError('too far');
  }
}

function setUp(options: PrometheusOptions = {}) {
  const clock = { ms: 1000 };
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => clock.ms, ...options });
  const make = (more: MachineOptions = {}) => new Job({ tracers: [metrics], ...more });
  const read = async (name: string, labels: Record<string, string> = {}) =>
    total(parseScrape(await registry.metrics()), name, labels);
  return { clock, registry, metrics, make, read };
}

const DWELL = METRIC.stateDuration.name;

describe('the states of a class', () => {
  it('tell how many machines are in them, and how often they were entered', async () => {
    const { make, read } = setUp();
    const [a, b] = [make(), make()];
    a.add(['Start', 'Busy']);
    b.add('Start');
    a.remove('Busy');
    a.add('Busy');
    for (let beats = 0; beats < 3; beats++) b.add('Beat');
    const status = (state: string) => read(METRIC.stateStatus.name, { state });
    const activations = (state: string) => read(METRIC.stateActivations.name, { state });
    expect([await status('Start'), await status('Busy'), await status('Beat')]).toEqual([2, 1, 1]);
    expect([await activations('Start'), await activations('Busy'), await activations('Beat')]).toEqual([2, 2, 3]);
    expect(await read(METRIC.statesActive.name)).toBe(4);
    expect(await read(METRIC.statesInactive.name)).toBe(2 * 5 - 4);
    expect(await read(METRIC.machineTicks.name)).toBe(2 + 1 + 1 + 1 + 1 + 2 + 2);
    await a.dispose();
    expect([await status('Start'), await status('Busy')]).toEqual([1, 0]);
    expect(await activations('Busy')).toBe(2);
  });

  it('tell how long they lasted, from milliseconds to days', async () => {
    const { make, read, clock } = setUp();
    const job = make();
    job.add('Start');
    clock.ms += 3 * 86_400_000;
    job.add('Busy');
    clock.ms += 50;
    job.remove('Busy');
    expect(await read(`${DWELL}_sum`, { state: 'Busy' })).toBeCloseTo(0.05, 9);
    expect(await read(`${DWELL}_count`, { state: 'Start' })).toBe(0);
    job.remove('Start');
    expect(await read(`${DWELL}_sum`, { state: 'Start' })).toBeCloseTo(3 * 86_400 + 0.05, 6);
    expect(await read(`${DWELL}_bucket`, { state: 'Start', le: '259200' })).toBe(0);
    expect(await read(`${DWELL}_bucket`, { state: 'Start', le: '604800' })).toBe(1);
  });

  it('that are entered again begin anew, and those of a disposed machine end', async () => {
    const { make, read, clock } = setUp();
    const job = make();
    job.add('Beat');
    clock.ms += 2000;
    job.add('Beat');
    clock.ms += 4000;
    await job.dispose();
    expect(await read(`${DWELL}_count`, { state: 'Beat' })).toBe(2);
    expect(await read(`${DWELL}_sum`, { state: 'Beat' })).toBeCloseTo(6, 9);
    expect(await read(METRIC.stateOldest.name, { state: 'Beat' })).toBe(0);
  });

  it('tell the age of the oldest activation that is open', async () => {
    const { make, read, clock } = setUp();
    const [a, b] = [make(), make()];
    a.add('Start');
    clock.ms += 5000;
    b.add('Start');
    clock.ms += 1000;
    expect(await read(METRIC.stateOldest.name, { state: 'Start' })).toBe(6);
    expect(await read(METRIC.stateOldest.name, { state: 'Busy' })).toBe(0);
    a.remove('Start');
    expect(await read(METRIC.stateOldest.name, { state: 'Start' })).toBe(1);
  });

  it('that were rolled back are left again', async () => {
    const { make, read } = setUp();
    const job = make();
    job.add('Start');
    job.add('Broken');
    expect(await read(METRIC.stateStatus.name, { state: 'Broken' })).toBe(0);
    expect(await read(METRIC.stateStatus.name, { state: 'Exception' })).toBe(1);
    expect(await read(METRIC.statesActive.name)).toBe(job.activeStates().length);
    expect(await read(METRIC.machineTicks.name)).toBe(job.time().reduce((sum, tick) => sum + tick, 0));
  });

  it('that were active before the machine was bound are active, and count from then on', async () => {
    const { clock, metrics, read } = setUp();
    const job = new Job();
    job.add('Start');
    clock.ms += 5000;
    job.bindTracer(metrics);
    clock.ms += 500;
    expect(await read(METRIC.stateStatus.name, { state: 'Start' })).toBe(1);
    expect(await read(METRIC.stateActivations.name, { state: 'Start' })).toBe(0);
    expect(await read(METRIC.stateOldest.name, { state: 'Start' })).toBe(0.5);
  });

  it('are those of the schema in force', async () => {
    const { make, read } = setUp();
    const job = make();
    job.add(['Start', 'Busy']);
    job.verifyStates(['Exception', 'Busy', 'Start', 'Beat', 'Broken']);
    job.remove('Busy');
    expect(await read(METRIC.stateStatus.name, { state: 'Busy' })).toBe(0);
    expect(await read(METRIC.stateStatus.name, { state: 'Start' })).toBe(1);
    setSchema(job, { ...schema, Exception: {}, More: { add: ['Start'] } }, [
      'Exception',
      'Busy',
      'Start',
      'Beat',
      'Broken',
      'More',
    ]);
    expect(await read(METRIC.machineStates.name)).toBe(6);
    (job.add as (state: string) => unknown)('More');
    expect(await read(METRIC.stateStatus.name, { state: 'More' })).toBe(1);
  });

  it('show as the mark lists them, and count as active all the same', async () => {
    const { registry, metrics } = setUp();
    const job = new Job();
    const selection: Selection = {
      wholeMachine: true,
      options: {},
      anyHandler: false,
      handler: () => undefined,
      states: { of: () => (state) => state !== 'Busy', showsMachine: () => true },
    };
    job.bindTracer(metrics, selection);
    job.add(['Start', 'Busy']);
    const { lines } = parseScrape(await registry.metrics());
    const states = new Set(lines.map(({ labels }) => labels['state']).filter((state) => state !== undefined));
    expect([...states].sort()).toEqual(['Beat', 'Broken', 'Exception', 'Start']);
    expect(lines.find(({ name }) => name === METRIC.statesActive.name)?.value).toBe(2);
  });
});

describe('what transitions do', () => {
  it('is told in ticks, steps, handlers and states', async () => {
    const { make, read } = setUp();
    const job = make();
    job.add(['Start', 'Busy']);
    job.remove('Start'); // Busy requires it
    job.add('Start');
    const sums = (name: string, labels = {}) =>
      Promise.all(['sum', 'count'].map((part) => read(`${name}_${part}`, labels)));
    expect(await sums(METRIC.transitionTicks.name)).toEqual([2 + 2 + 1, 3]);
    expect(await sums(METRIC.transitionStates.name, { change: 'added' })).toEqual([3, 3]);
    expect(await sums(METRIC.transitionStates.name, { change: 'removed' })).toEqual([2, 3]);
    expect(await sums(METRIC.transitionStates.name, { change: 'touched' })).toEqual([5, 3]);
    expect((await sums(METRIC.transitionHandlers.name))[1]).toBe(3);
    expect((await sums(METRIC.transitionSteps.name))[0]).toBeGreaterThan(5);
  });

  it('is the same number of steps and handlers that the transition itself tells', async () => {
    const seen = { steps: 0, handlers: 0 };
    const { metrics, read } = setUp();
    const naive = {
      id: 'naive',
      transitionEnd: ({
        stepCount,
        handlerCount,
        accepted,
      }: {
        stepCount: number;
        handlerCount: number;
        accepted: boolean;
      }) => {
        if (!accepted) return;
        seen.steps += stepCount;
        seen.handlers += handlerCount;
      },
    };
    class Handled extends Job {
      StartEnter() {}
      StartState() {}
      BusyStart() {}
      AnyState() {}
    }
    const job = new Handled({ tracers: [metrics, naive] });
    job.bindHandlers({ StartState: () => {} }, { id: 'second' });
    for (const state of ['Start', 'Busy', 'Beat', 'Beat'] as const) job.add(state);
    job.set(['Busy', 'Start']);
    expect(await read(`${METRIC.transitionSteps.name}_sum`)).toBe(seen.steps);
    expect(await read(`${METRIC.transitionHandlers.name}_sum`)).toBe(seen.handlers);
  });

  it('has how long it waited in the queue', async () => {
    const { metrics, read, clock } = setUp();
    class Queueing extends Job {
      StartState() {
        this.add('Busy');
        clock.ms += 250;
      }
    }
    new Queueing({ tracers: [metrics] }).add('Start');
    expect(await read(`${METRIC.queueWait.name}_count`)).toBe(2);
    expect(await read(`${METRIC.queueWait.name}_sum`)).toBeCloseTo(0.25, 9);
  });

  it('has it by the clock of the process as well', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    class Queueing extends Job {
      StartState() {
        this.add('Busy');
        const end = performance.now() + 3;
        while (performance.now() < end);
      }
    }
    new Queueing({ tracers: [metrics] }).add('Start');
    const waited = total(parseScrape(await registry.metrics()), `${METRIC.queueWait.name}_sum`);
    expect(waited).toBeGreaterThan(0.002);
    expect(waited).toBeLessThan(5);
  });
});

describe('counters only', () => {
  it('read no clock and show no durations', async () => {
    let reads = 0;
    const { registry, metrics } = setUp({ now: () => ++reads, durations: false });
    const job = new Job({ tracers: [metrics] });
    job.add(['Start', 'Busy']);
    job.remove('Busy');
    await job.dispose();
    const text = parseScrape(await registry.metrics());
    expect(reads).toBe(0);
    expect(text.lines.filter(({ name }) => /_seconds/.test(name))).toEqual([]);
    expect(total(text, METRIC.stateActivations.name, { state: 'Busy' })).toBe(1);
    expect(total(text, `${METRIC.transitionTicks.name}_count`)).toBeGreaterThan(1);
  });

  it('of handlers leave transitions timed', async () => {
    const { registry, metrics } = setUp({ durations: 'transitions' });
    class Handled extends Job {
      StartState() {}
    }
    new Handled({ tracers: [metrics] }).add('Start');
    const text = parseScrape(await registry.metrics());
    expect(total(text, `${METRIC.transitionDuration.name}_count`)).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`)).toBe(0);
    expect(total(text, `${METRIC.transitionHandlers.name}_sum`)).toBe(1);
  });
});

describe('the label of the machine', () => {
  const idsIn = async (registry: Registry) => {
    const { lines } = parseScrape(await registry.metrics());
    return new Set(lines.map(({ labels }) => labels['machine_id']));
  };

  it('is there only when it was asked for', async () => {
    const { make, registry } = setUp();
    make({ id: 'job-1' }).add('Start');
    expect(await idsIn(registry)).toEqual(new Set([undefined]));
  });

  it('is the id, and its series go with the machine', async () => {
    const { make, registry, read, metrics } = setUp({ machineId: true });
    const [a, b] = [make({ id: 'job-1' }), make({ id: 'job-2' })];
    a.add('Start');
    b.add('Start');
    expect(await idsIn(registry)).toEqual(new Set(['job-1', 'job-2']));
    expect(await read(METRIC.transitions.name, { machine_id: 'job-1', machine_class: 'Job' })).toBe(1);
    await a.dispose();
    expect(await idsIn(registry)).toEqual(new Set(['job-2']));
    await b.dispose();
    expect(metrics.seriesCount()).toBe(0);
    const again = make({ id: 'job-1' });
    again.add('Start');
    expect(await read(METRIC.transitions.name, { machine_id: 'job-1' })).toBe(1);
  });

  it('is what a mapper makes of it, shared by those it makes the same of', async () => {
    const machineId = (id: string) => (id.startsWith('job') ? 'job-*' : undefined);
    const { make, registry, read } = setUp({ machineId });
    const [a, b] = [make({ id: 'job-1' }), make({ id: 'job-2' })];
    a.add('Start');
    b.add('Start');
    make({ id: 'other' }).add('Start');
    expect(await idsIn(registry)).toEqual(new Set(['job-*', undefined]));
    await a.dispose();
    expect(await read(METRIC.transitions.name, { machine_id: 'job-*' })).toBeGreaterThanOrEqual(2);
  });

  it('is "other" where the mapper fails', async () => {
    const machineId = (() => {
      throw new Error('no');
    }) as () => string;
    const { make, registry } = setUp({ machineId });
    expect(make().add('Start')).toBe(0);
    expect(await idsIn(registry)).toEqual(new Set(['other']));
  });

  it('leaves room when machines come and go', async () => {
    const { make, registry, metrics } = setUp({ machineId: true, maxSeries: 3000 });
    for (let n = 0; n < 200; n++) {
      const job = make({ id: `job-${n}` });
      job.add('Start');
      await job.dispose();
    }
    make({ id: 'last' }).add('Start');
    expect(await idsIn(registry)).toEqual(new Set(['last']));
    expect(metrics.seriesCount()).toBeLessThan(300);
  });
});
