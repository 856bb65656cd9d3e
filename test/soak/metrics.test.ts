import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { Machine, defineSchema } from 'statescope';
import { AveragedMetrics, PrometheusMetrics } from 'statescope/exporters/prometheus';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const MACHINES = 10_000;
const LIMIT_MIB = 5;

class Job extends Machine.of(defineSchema({ Start: {}, Busy: { require: ['Start'] }, Beat: { multi: true } })) {
  StartState() {}
}

async function usedMiB(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / MIB;
}

/** Series and heap after a tenth of the machines came and went, and after all did. */
async function comeAndGo(setUp: (registry: Registry) => PrometheusMetrics | AveragedMetrics, isDisposed = true) {
  const registry = new Registry();
  const tracer = setUp(registry);
  const series = async () => (await registry.metrics()).split('\n').filter((line) => /^\w/.test(line)).length;
  const live = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n++) {
      const job = new Job({ id: `job-${n}`, tracers: [tracer] });
      job.add(['Start', 'Busy']);
      job.add('Beat');
      job.add('Beat');
      if (isDisposed) await job.dispose();
    }
  };
  await live(0, MACHINES / 10);
  const early = { series: await series(), heap: await usedMiB() };
  await live(MACHINES / 10, MACHINES);
  const heap = await usedMiB();
  return { early: early.series, late: await series(), growth: heap - early.heap };
}

describe('ten thousand machines that come and go', () => {
  test.each<[string, (registry: Registry) => PrometheusMetrics | AveragedMetrics]>([
    ['by class', (registry) => new PrometheusMetrics({ registry })],
    ['by id', (registry) => new PrometheusMetrics({ registry, machineId: true })],
    [
      'averaged',
      (registry) => {
        const metrics = new AveragedMetrics();
        metrics.register(registry);
        return metrics;
      },
    ],
  ])('leave series and heap as they are, metered %s', async (_, setUp) => {
    const { early, late, growth } = await comeAndGo(setUp);
    expect(late).toBe(early);
    expect(growth).toBeLessThan(LIMIT_MIB);
  });

  test.each<[string, (registry: Registry) => PrometheusMetrics | AveragedMetrics]>([
    ['by class', (registry) => new PrometheusMetrics({ registry })],
    ['by id', (registry) => new PrometheusMetrics({ registry, machineId: true })],
  ])('and are dropped without being disposed of, are kept by nothing, metered %s', async (_, setUp) => {
    const { growth } = await comeAndGo(setUp, false);
    expect(growth).toBeLessThan(LIMIT_MIB);
  });
});
