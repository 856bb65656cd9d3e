import { Machine, SELECT_ALL, defineSchema } from '../../src/index.js';
import type { Tracer } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { BREAKER, healthOf, setTracerErrorSink } from '../../src/tracer/index.js';

const schema = defineSchema({ A: {}, B: { multi: true } });

class Sample extends Machine.of(schema) {
  AState(): void {
    this.add('B');
  }
  BState(): void {
    // Something to call.
  }
}

let nowMs = 0;
beforeEach(() => {
  nowMs += 10 * BREAKER.maxBackOffMs;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const boom = (): never => {
  throw new Error('broken');
};

/** Toggles a state some times; what the machine did. */
const work = (machine: Sample, times: number): unknown => {
  const results: unknown[] = [];
  for (let i = 0; i < times; i++) results.push(machine.add('A'), machine.remove('A'));
  return [...results, machine.time()];
};

const callbacksOf = ({ records }: RecordingTracer): readonly string[] => records.map(({ callback }) => callback);

/** A recording tracer whose callback fails while it is broken; every call of any callback is recorded first. */
const breakable = (callback: 'transitionEnd' | 'transitionInit' | 'handlerStart', harm: () => void) => {
  const tracer = new RecordingTracer({ logLevel: 0, essential: false });
  const state = { broken: true };
  const original = tracer[callback].bind(tracer);
  Object.assign(tracer, {
    [callback]: (given: never) => {
      original(given);
      if (state.broken) harm();
    },
  });
  return { tracer, state };
};

describe('a tracer that fails again and again', () => {
  test('is left out, and what it misses is counted to the callback', () => {
    const { tracer } = breakable('transitionEnd', boom);
    const witness = new RecordingTracer({ id: 'witness', logLevel: 0 });
    const results = work(new Sample({ tracers: [tracer, witness] }), 50);
    expect(results).toEqual(work(new Sample(), 50));
    expect(healthOf(tracer)).toMatchObject({ errors: BREAKER.errors, state: 'open', cause: 'errors', opened: 1 });
    const missed = witness.records.length - tracer.records.length;
    expect(missed).toBeGreaterThan(500);
    expect(healthOf(tracer)?.skipped).toBe(missed);
    expect(healthOf(witness)).toBeUndefined();
  });

  test('gets nothing until its time is up, then begins anew with each machine at its next transition', () => {
    const { tracer, state } = breakable('transitionEnd', boom);
    const machine = new Sample({ tracers: [tracer] });
    work(machine, 20);
    state.broken = false;
    tracer.clear();
    nowMs += BREAKER.backOffMs - 1;
    machine.add('A');
    expect(tracer.records).toEqual([]);
    nowMs += 1;
    machine.remove('A');
    const seen = callbacksOf(tracer);
    expect(seen.slice(0, 4)).toEqual(['machineDetach', 'machineInit', 'mutationQueued', 'transitionInit']);
    expect(seen.slice(-2)).toEqual(['transitionEnd', 'queueEnd']);
    expect(healthOf(tracer)).toMatchObject({ state: 'closed', opened: 1 });
  });

  test('is told of the selection again', () => {
    const { tracer, state } = breakable('transitionEnd', boom);
    const machine = new Sample();
    const selection = { ...SELECT_ALL, options: { mine: true } };
    machine.bindTracer(tracer, selection);
    work(machine, 20);
    state.broken = false;
    nowMs += BREAKER.backOffMs;
    tracer.clear();
    machine.add('A');
    expect(tracer.of('machineInit').map((record) => record.selection)).toEqual([selection]);
  });

  test('waits twice as long each time, up to a limit', () => {
    const { tracer } = breakable('transitionEnd', boom);
    const machine = new Sample({ tracers: [tracer] });
    work(machine, 20);
    const waits: number[] = [];
    for (let wait = BREAKER.backOffMs; waits.length < 9; wait *= 2) {
      const expected = Math.min(wait, BREAKER.maxBackOffMs);
      nowMs += expected - 1;
      tracer.clear();
      machine.add('A');
      expect(tracer.records).toEqual([]);
      nowMs += 1;
      work(machine, 1);
      expect(tracer.of('transitionEnd')).toHaveLength(1);
      waits.push(expected);
    }
    expect(waits.at(-1)).toBe(BREAKER.maxBackOffMs);
    expect(healthOf(tracer)?.opened).toBe(10);
  });

  test('starts over with a short wait once it was well for long', () => {
    const { tracer, state } = breakable('transitionEnd', boom);
    const machine = new Sample({ tracers: [tracer] });
    work(machine, 20);
    nowMs += BREAKER.backOffMs;
    work(machine, 1);
    nowMs += 2 * BREAKER.backOffMs;
    state.broken = false;
    work(machine, 1);
    nowMs += 2 * BREAKER.maxBackOffMs;
    state.broken = true;
    work(machine, 20);
    expect(healthOf(tracer)?.state).toBe('open');
    nowMs += BREAKER.backOffMs;
    tracer.clear();
    work(machine, 1);
    expect(tracer.of('transitionInit')).not.toEqual([]);
  });

  test('sees no end without a start when it resumes in the middle of a transition of the machine', () => {
    const { tracer, state } = breakable('handlerStart', boom);
    class Waiting extends Sample {
      override AState(): void {
        if (!state.broken) nowMs += BREAKER.backOffMs;
        super.AState();
      }
    }
    const machine = new Waiting({ tracers: [tracer] });
    work(machine, 20);
    state.broken = false;
    tracer.clear();
    machine.add('A');
    expect(callbacksOf(tracer).slice(0, 3)).toEqual(['machineDetach', 'machineInit', 'transitionInit']);
    expect(tracer.of('transitionInit')).toHaveLength(1);
    expect(tracer.of('transitionEnd').map((record) => record.transition?.id)).toEqual(
      tracer.of('transitionInit').map((record) => record.transition?.id),
    );
  });

  test('is not left out for errors that lie far apart', () => {
    const { tracer } = breakable('transitionEnd', boom);
    const machine = new Sample({ tracers: [tracer] });
    for (let i = 0; i < 50; i++) {
      nowMs += BREAKER.windowMs + 1;
      machine.add('B');
    }
    expect(healthOf(tracer)).toMatchObject({ errors: 50, state: 'closed', opened: 0, skipped: 0 });
  });

  test('is told of machines made and gone meanwhile as far as it can close what it holds', () => {
    const { tracer, state } = breakable('transitionEnd', boom);
    const machine = new Sample({ id: 'old', tracers: [tracer] });
    work(machine, 20);
    tracer.clear();
    const young = new Sample({ id: 'young', tracers: [tracer] });
    const brief = new Sample({ id: 'brief', tracers: [tracer] });
    void brief.dispose();
    void machine.dispose();
    expect(tracer.records.map(({ callback, machineId }) => [callback, machineId])).toEqual([['machineDispose', 'old']]);
    state.broken = false;
    nowMs += BREAKER.backOffMs;
    young.add('B');
    expect(callbacksOf(tracer).slice(1, 3)).toEqual(['machineInit', 'mutationQueued']);
  });

  test('with a wrapper is stepped over, and the handler runs once', () => {
    let wrapped = 0;
    const tracer: Tracer = {
      id: 'wrapper',
      runInHandler: (_call, run) => {
        wrapped += 1;
        run();
        throw new Error('after');
      },
    };
    let handled = 0;
    class Counting extends Sample {
      override BState(): void {
        handled += 1;
      }
    }
    const machine = new Counting({ tracers: [tracer] });
    for (let i = 0; i < 50; i++) machine.add('B');
    expect([handled, wrapped, healthOf(tracer)?.skipped]).toEqual([50, BREAKER.errors, 50 - BREAKER.errors]);
  });
});

describe('a tracer that is slow', () => {
  const BLOCKED_MS = 50;

  test('is measured, reported and left out; at full speed too', () => {
    const witness = new RecordingTracer({ id: 'witness', logLevel: 0 });
    const { tracer, state } = breakable('transitionEnd', () => (nowMs += BLOCKED_MS));
    state.broken = false;
    const machine = new Sample({ tracers: [tracer, witness] });
    work(machine, 500);
    state.broken = true;
    work(machine, 500);
    const health = healthOf(tracer);
    expect(health).toMatchObject({ state: 'open', cause: 'slow', slow: BREAKER.slowCallbacks, errors: 0 });
    expect([health?.slowestMs, health?.slowestIn]).toEqual([BLOCKED_MS, 'transitionEnd']);
    expect(health?.skipped).toBe(witness.records.length - tracer.records.length);
    // One reading of the clock in 16 transitions, then those that are measured.
    const slowEnds = tracer.of('transitionEnd').length - 1500;
    expect(slowEnds).toBeLessThan(16 + BREAKER.slowCallbacks + 1);
    expect(healthOf(witness)).toBeUndefined();
  });

  test('is tried again later, and left out at the first slow callback; that is told each time', () => {
    const told: string[] = [];
    setTracerErrorSink(({ id }, callback, error) => told.push(`${id}, ${callback}: ${String(error)}`));
    const { tracer } = breakable('transitionEnd', () => (nowMs += BLOCKED_MS));
    const machine = new Sample({ tracers: [tracer] });
    work(machine, 50);
    tracer.clear();
    const text = 'transitionEnd: Error: it blocks machines again and again, now for 50 ms: it is left out for a while';
    expect(told).toEqual([`${tracer.id}, ${text}`]);
    nowMs += BREAKER.backOffMs;
    work(machine, 5);
    expect(told).toHaveLength(2);
    setTracerErrorSink(undefined);
    expect(tracer.of('transitionEnd')).toHaveLength(1);
    expect(healthOf(tracer)).toMatchObject({ state: 'open', opened: 2, slow: BREAKER.slowCallbacks + 1 });
  });

  test.each([
    [2, 'open'],
    [4, 'closed'],
    [10, 'closed'],
  ])('in every %ith call only is %s: a busy processor makes any callback slow now and then', (every, state) => {
    let calls = 0;
    const { tracer } = breakable('transitionEnd', () => {
      calls += 1;
      // Measured throughout, as the machine is slow itself.
      nowMs += calls % every === 0 ? BLOCKED_MS : 5;
    });
    work(new Sample({ tracers: [tracer] }), 50);
    expect(healthOf(tracer)).toMatchObject({ state });
  });

  test('is not blamed for a slow handler inside its wrapper, nor for a slow machine', () => {
    const tracer: Tracer = { id: 'wrapper', runInHandler: (_call, run) => run(), transitionEnd: () => undefined };
    class Slow extends Sample {
      override BState(): void {
        nowMs += 1000;
      }
    }
    const machine = new Slow({ tracers: [tracer] });
    for (let i = 0; i < 20; i++) machine.add('B');
    expect(healthOf(tracer)).toBeUndefined();
  });

  test('a wrapper that is slow itself is left out', () => {
    const tracer: Tracer = {
      id: 'wrapper',
      runInHandler: (_call, run) => {
        nowMs += BLOCKED_MS;
        return run();
      },
    };
    const machine = new Sample({ tracers: [tracer] });
    for (let i = 0; i < 20; i++) machine.add('B');
    expect(healthOf(tracer)).toMatchObject({ cause: 'slow', slow: BREAKER.slowCallbacks, slowestIn: 'runInHandler' });
  });

  test('has no callbacks of machines that end while it is left out', () => {
    const { tracer } = breakable('transitionEnd', () => (nowMs += BLOCKED_MS));
    const machine = new Sample({ tracers: [tracer] });
    work(machine, 20);
    tracer.clear();
    void machine.dispose();
    expect(tracer.records).toEqual([]);
  });
});

describe('a tracer whose callbacks are asynchronous', () => {
  test('changes nothing when their promises never settle', () => {
    const tracer: Tracer = { id: 'hanging', transitionEnd: () => new Promise<void>(() => undefined) as never };
    expect(work(new Sample({ tracers: [tracer] }), 50)).toEqual(work(new Sample(), 50));
    expect(healthOf(tracer)).toBeUndefined();
  });

  test('is left out when they reject, and the process goes on', async () => {
    const tracer: Tracer = { id: 'rejecting', transitionEnd: () => Promise.reject(new Error('later')) as never };
    const machine = new Sample({ tracers: [tracer] });
    for (let i = 0; i < 20; i++) {
      machine.add('B');
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(healthOf(tracer)).toMatchObject({ state: 'open', firstError: 'transitionEnd: later' });
  });

  test('rejects for itself where a wrapper is, not with the promise of the handler', async () => {
    const tracer: Tracer = {
      id: 'async',
      runInHandler: (async (_call: unknown, run: () => unknown) => {
        await Promise.resolve(run());
      }) as never,
    };
    class Failing extends Sample {
      async BEnd(): Promise<void> {
        await Promise.reject(new Error('of the handler'));
      }
    }
    const machine = new Failing({ tracers: [tracer] });
    machine.add('B');
    machine.remove('B');
    for (let i = 0; i < 8; i++) await Promise.resolve();
    expect(machine.err?.message).toBe('of the handler');
    expect(healthOf(tracer)).toBeUndefined();
  });
});

test('machines with the same bindings share what sorts their tracers', () => {
  const tracer: Tracer = { id: 't', transitionEnd: () => undefined };
  const [a, b] = [new Sample({ tracers: [tracer] }), new Sample({ tracers: [tracer] })];
  expect(a.tracers).toBe(b.tracers);
  b.detachTracer('t');
  expect([a.tracers, b.tracers]).toEqual([[tracer], []]);
});
