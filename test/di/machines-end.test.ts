import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { TRACER, otelTraces, startTelemetry } from '../../src/di/index.js';
import { MachinesEnd } from '../../src/di/machines-end.js';
import type { RecordTaker } from '../../src/di/machines-end.js';
import { Machine, defineSchema } from '../../src/index.js';
import type { MachineView, Tracer } from '../../src/index.js';
import { Traced } from '../../decorators/index.js';
import { stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Machines that leave so many records each, for a queue. */
class Queue {
  queued = 0;
  exported = 1;
  lost = 0;
  flushes = 0;
  ended = 0;
  readonly capacity = 800;

  *machines(count: number, records: number): Generator<void> {
    for (; this.ended < count; this.ended++) {
      const room = Math.min(records, this.capacity - this.queued);
      this.queued += room;
      this.lost += records - room;
      yield;
    }
  }

  taker(flush: () => Promise<void>, limits: Partial<RecordTaker> = {}): RecordTaker {
    return {
      sinks: () => {
        const { queued, exported, capacity, lost } = this;
        return [{ queued, exported, capacity, dropped: { queue_full: lost, refused: 0, shutdown: 0 } }];
      },
      flush: () => {
        this.flushes += 1;
        return flush();
      },
      patienceMs: 40,
      untilMs: performance.now() + 1e6,
      ...limits,
    };
  }

  readonly empty = async (): Promise<void> => {
    await Promise.resolve();
    this.exported += this.queued;
    this.queued = 0;
  };

  async end(taker: RecordTaker, count: number, records: number): Promise<void> {
    const machines = new MachinesEnd(this.machines(count, records), taker);
    while (!machines.goOn()) await machines.makeRoom();
  }
}

describe('machines that end', () => {
  test.each([1, 3, 10, 40])('leave all of %d records each, however many they are', async (records) => {
    const queue = new Queue();
    await queue.end(queue.taker(queue.empty), 5000, records);
    expect([queue.ended, queue.lost]).toEqual([5000, 0]);
    expect(queue.flushes).toBeLessThan((5000 * records) / 300);
  });

  test('wait for nobody where there is room, and take one look at queues in many of them', () => {
    const queue = new Queue();
    const taker = queue.taker(queue.empty);
    const sinks = jest.fn(taker.sinks);
    expect(new MachinesEnd(queue.machines(100_000, 0), { ...taker, sinks }).goOn()).toBe(true);
    expect(sinks.mock.calls.length).toBeLessThan(250);
  });

  test('end at once where nothing ever got out, where nothing gets out any more, and when time is up', async () => {
    const never = (): Promise<void> => new Promise(() => undefined);
    const [fresh, stuck, late] = [new Queue(), new Queue(), new Queue()];
    fresh.exported = 0;
    await fresh.end(fresh.taker(never), 5000, 1);
    await stuck.end(stuck.taker(never), 5000, 1);
    await late.end(late.taker(never, { untilMs: performance.now() }), 5000, 1);
    for (const { ended, lost } of [fresh, stuck, late]) expect([ended, lost]).toEqual([5000, 4200]);
    expect([fresh.flushes, stuck.flushes]).toEqual([0, 1]);
  });

  test('wait for a sink that is slow, and not for another one that has room', async () => {
    const queue = new Queue();
    const slowly = async (): Promise<void> => {
      while (queue.queued > 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        queue.exported += 100;
        queue.queued = Math.max(0, queue.queued - 100);
      }
      await new Promise(() => undefined);
    };
    await queue.end(queue.taker(slowly), 3000, 1);
    expect(queue.lost).toBe(0);
  });
});

const schema = defineSchema({ A: {} });

@Traced()
class Feed extends Machine.of(schema) {}

/** A telemetry with a queue for 100 spans, and what is called while it is emptied. */
const started = async (meanwhile: () => void, tracers: readonly Tracer[] = []) => {
  let count = 0;
  const exporter = {
    export(items: readonly unknown[], done: (result: { code: number }) => void) {
      count += items.length;
      setImmediate(() => {
        meanwhile();
        done({ code: 0 });
      });
    },
    shutdown: () => Promise.resolve(),
  };
  const container = root.createChildContainer();
  for (const tracer of tracers) container.register(TRACER, { useValue: tracer });
  const telemetry = await startTelemetry(container, {
    environment: {},
    configFile: false,
    modules: [otelTraces({ exporter })],
    traces: { batch: { maxWaiting: 100, maxBatch: 50 } },
  });
  return { telemetry, count: () => count };
};

describe('the shutdown of a telemetry with more machines than find room', () => {
  const made = async (count: number, flush: () => Promise<void>): Promise<readonly Feed[]> => {
    const machines: Feed[] = [];
    for (let i = 0; i < count; i++) {
      machines.push(new Feed({ id: `f${String(i)}` }));
      machines[i]?.add('A');
      if (i % 5 === 4) await flush();
    }
    return machines;
  };

  test('loses nothing', async () => {
    const { telemetry, count } = await started(() => undefined);
    const machines = await made(300, () => telemetry.flush());
    await telemetry.shutdown();
    expect(telemetry.stats()).toMatchObject({ dropped: 0, waiting: 0 });
    expect(count()).toBe(telemetry.stats().spans);
    expect(machines.every(({ tracers }) => tracers.length === 0)).toBe(true);
  });

  test('takes in no machine that is made meanwhile, and tells nothing of one that ends meanwhile', async () => {
    const told: string[] = [];
    const note =
      (what: string) =>
      ({ id }: MachineView) =>
        void told.push(`${what} ${id}`);
    const tracer: Tracer = {
      id: 'notes',
      machineInit: note('init'),
      machineDetach: note('detach'),
      machineDispose: note('dispose'),
    };
    let meanwhile: (() => void) | undefined;
    const { telemetry } = await started(() => meanwhile?.(), [tracer]);
    const [oldest] = await made(300, () => telemetry.flush());
    meanwhile = () => {
      meanwhile = undefined;
      new Feed({ id: 'child', parent: oldest as Feed });
      void oldest?.dispose();
    };
    await telemetry.shutdown();
    expect(told.filter((line) => line.endsWith(' f0'))).toEqual(['init f0', 'dispose f0']);
    expect(told.filter((line) => line.startsWith('detach'))).toHaveLength(299);
    expect(told).not.toContain('init child');
  });
});
