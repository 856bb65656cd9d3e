import { Machine, defineSchema } from '../../src/index.js';
import type { Tracer } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { BREAKER, healthOf, limitBreakers, tracerStats } from '../../src/tracer/index.js';

class Sample extends Machine.of(defineSchema({ A: { multi: true } })) {}

let nowMs = 0;
beforeEach(() => {
  nowMs += 10 * BREAKER.maxBackOffMs;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Blocks as long as it is told, in `transitionEnd`; the transitions that it saw. */
class Blocking implements Tracer {
  readonly id = 'blocking';
  ends = 0;

  constructor(readonly blockedMs: (call: number) => number) {}

  transitionEnd(): void {
    this.ends += 1;
    nowMs += this.blockedMs(this.ends);
  }
}

const work = (tracer: Tracer, transitions: number, pauseMs = 5): void => {
  const machine = new Sample({ tracers: [tracer] });
  for (let i = 0; i < transitions; i++) {
    nowMs += pauseMs;
    machine.add('A');
  }
};

const after = (tracer: Tracer, transitions: number, pauseMs?: number) => {
  work(tracer, transitions, pauseMs);
  return healthOf(tracer);
};

/** Numbers from 0 to 1, the same each time. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
};

describe('a tracer is left out when', () => {
  test('it blocks 50 ms in each call', () => {
    const tracer = new Blocking(() => 50);
    expect(after(tracer, 50)).toMatchObject({
      state: 'open',
      slow: BREAKER.slowCallbacks,
      slowLimitMs: BREAKER.slowMs,
    });
  });

  test('each of its callbacks blocks, after as many calls in all', () => {
    let calls = 0;
    const block = (): void => {
      calls += 1;
      nowMs += 50;
    };
    const tracer: Tracer = { id: 'slow', transitionInit: block, transitionStart: block, transitionEnd: block };
    expect(after(tracer, 10)).toMatchObject({ state: 'open' });
    expect(calls).toBe(BREAKER.slowCallbacks);
  });
});

describe('a tracer goes on when', () => {
  test.each([1, 2, 3])('the processor takes a pause in one call of twenty, by chance (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    const tracer = new Blocking(() => (random() < 0.05 ? 200 : 1));
    expect(after(tracer, 2_000)).toMatchObject({ state: 'closed', opened: 0 });
    expect(tracer.ends).toBe(2_000);
  });

  test('four calls in a row met a pause', () => {
    expect(after(new Blocking((call) => (call % 50 < 4 ? 100 : 1)), 500)).toMatchObject({ opened: 0 });
  });

  test('its slow calls are rare, be it all of them', () => {
    const tracer = new Blocking(() => 50);
    expect(after(tracer, 50, BREAKER.windowMs)).toMatchObject({ opened: 0, slow: 50 });
  });

  test('it is essential, however slow it is and often it throws; that is counted', () => {
    const slow = Object.assign(new Blocking(() => 50), { essential: true });
    const broken: Tracer = {
      id: 'broken',
      essential: true,
      transitionEnd: () => {
        throw new Error('always');
      },
    };
    expect(after(slow, 100)).toMatchObject({ slow: 100, opened: 0, skipped: 0 });
    expect(after(broken, 100)).toMatchObject({ errors: 100, opened: 0, skipped: 0 });
    limitBreakers([slow], { slowCallbacks: 1 });
    expect(after(slow, 10)).toMatchObject({ opened: 0 });
  });

  test('it is a recording tracer, where the processor is busy', () => {
    const tracer = new RecordingTracer();
    const record = tracer.queueEnd.bind(tracer);
    tracer.queueEnd = (machine) => {
      nowMs += 500;
      record(machine);
    };
    work(tracer, 100);
    expect(tracer.of('queueEnd')).toHaveLength(100);
  });
});

describe('limits', () => {
  test('are those that are set, the others stay', () => {
    const tracer = new Blocking(() => 50);
    limitBreakers([tracer], { slowCallbacks: 2 });
    expect(after(tracer, 20)).toMatchObject({ opened: 1, slow: 2 });
    const patient = new Blocking(() => 50);
    limitBreakers([patient], { slowMs: 100 });
    expect(after(patient, 20)).toBeUndefined();
    expect(tracerStats([patient])).toMatchObject([{ slow: 0, slowLimitMs: 100 }]);
  });

  test('can be changed while it works', () => {
    const tracer = new Blocking(() => 50);
    work(tracer, 3);
    limitBreakers([tracer], false);
    expect(after(tracer, 100)).toMatchObject({ opened: 0 });
    limitBreakers([tracer], {});
    expect(after(tracer, 100)).toMatchObject({ opened: 1 });
  });
});

describe('a property that throws when it is read', () => {
  const throwing = (tracer: Tracer, name: keyof Tracer): Tracer =>
    Object.defineProperty(tracer, name, {
      get: () => {
        throw new Error('unreadable');
      },
    });
  const counting = (): Tracer & { ends: number } => {
    const tracer = { id: 'counting', ends: 0, transitionEnd: () => void (tracer.ends += 1) };
    return tracer;
  };

  test.each(['logLevel', 'transitionStart', 'machineInit', 'machineDispose', 'writesTraceContext'] as const)(
    '%s is an error of the tracer, which goes on without it',
    async (name) => {
      const tracer = counting();
      const machine = new Sample({ tracers: [throwing(Object.assign(tracer, { log: () => undefined }), name)] });
      expect(machine.add('A')).toBe(0);
      machine.log('a line');
      await machine.dispose();
      expect(tracer.ends).toBeGreaterThan(0);
      expect(healthOf(tracer)).toMatchObject({ firstError: `${name}: unreadable` });
    },
  );

  test('essential makes it none', () => {
    const tracer = throwing(new Blocking(() => 50), 'essential');
    expect(after(tracer, 20)).toMatchObject({ opened: 1 });
  });
});
