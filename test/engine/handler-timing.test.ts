import {
  CANCELED,
  defineSchema,
  internalErrors,
  Machine,
  MachineError,
  type MachineOptions,
  type Tracer,
} from 'statescope';
import { FakeClock, RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: {}, M: { multi: true } });
const Plain = Machine.of(schema);

const lines: [number, string][] = [];

/** A machine with a limit of 100 ms whose handlers take as long as told. */
function slow(options: MachineOptions, tookMs: Readonly<Record<string, number>>, extra: object = {}) {
  lines.length = 0;
  const clock = new FakeClock(0);
  const errors: MachineError[] = [];
  const machine = new Plain({
    ...{ id: 'm', handlerTimeoutMs: 100, now: clock.now, logLevel: 5 },
    logger: (level, text) => lines.push([level, text]),
    onInternalError: (error) => errors.push(error),
    ...options,
  });
  const handlers = Object.entries(tookMs).map(([name, ms]) => [name, () => clock.advance(ms)]);
  machine.bindHandlers({ ...Object.fromEntries(handlers), ...extra } as object, { id: 'H' });
  return { machine, clock, errors };
}

const texts = (level: number): string[] => lines.filter(([at]) => at === level).map(([, text]) => text);

test('without a limit no clock is read', () => {
  const now = jest.fn(() => 0);
  const machine = new Plain({ now });
  machine.bindHandlers({ AState: () => undefined });
  machine.add('A');
  expect(now).not.toHaveBeenCalled();
});

test('without a clock of its own, a machine measures real time', () => {
  const errors: MachineError[] = [];
  const machine = new Plain({ handlerTimeoutMs: 1, onInternalError: (error) => errors.push(error) });
  machine.bindHandlers({
    AState: () => {
      const end = performance.now() + 2;
      while (performance.now() < end);
    },
  });
  machine.add('A');
  expect(errors).toHaveLength(1);
});

describe('reported, as is the default', () => {
  test('a handler that took longer changes nothing, and is told to log, tracers and program', () => {
    const tracer = new RecordingTracer();
    const { machine, errors } = slow({ tracers: [tracer] }, { AEnter: 101, AState: 100, BState: 100_000 });
    expect(machine.add(['A', 'B'])).toBe(0);
    expect(machine.toString()).toBe('(A:1 B:1)');
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['HANDLER_TIMEOUT', 'handler timeout: AEnter from H took 101 ms, the limit is 100 ms'],
      ['HANDLER_TIMEOUT', 'handler timeout: BState from H took 100000 ms, the limit is 100 ms'],
    ]);
    expect(texts(2)).toContain('[error] handler timeout: AEnter from H took 101 ms, the limit is 100 ms');
    expect(tracer.of('handlerEnd').map(({ handler }) => [handler?.name, handler?.outcome])).toEqual([
      ['AEnter', 'timeout'],
      ['AState', 'ok'],
      ['BState', 'timeout'],
    ]);
    expect(machine.err).toBeUndefined();
  });

  test('a rejection and an error keep their outcome', () => {
    const tracer = new RecordingTracer();
    const { machine, clock, errors } = slow(
      { tracers: [tracer] },
      {},
      {
        AEnter: () => (clock.advance(200), false),
        BState: () => {
          clock.advance(200);
          throw new Error('boom');
        },
      },
    );
    expect(machine.add('A')).toBe(CANCELED);
    expect(machine.add('B')).toBe(CANCELED);
    expect(tracer.of('handlerEnd').map(({ handler }) => handler?.outcome)).toEqual(['rejected', 'error']);
    expect(errors).toHaveLength(2);
  });
});

describe('canceling', () => {
  test('within the deadline, a negotiation handler cancels whatever it returned', () => {
    const causes: unknown[] = [];
    const tracer: Tracer = { id: 't', transitionEnd: (tx) => causes.push(tx.cancellation) };
    const { machine, errors } = slow({ timeouts: 'cancel', tracers: [tracer] }, { AEnter: 150 });
    expect(machine.add('A')).toBe(CANCELED);
    expect(machine.toString()).toBe('()');
    expect(machine.err).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(causes).toEqual([{ reason: 'timeout', by: 'AEnter' }]);
    expect(texts(3)).toEqual(expect.arrayContaining(['[cancel] (A) by timeout', '[cancel] (A) by AEnter']));
    expect(texts(4)).toContain('[handler:timeout]: AEnter from H');
    expect(texts(5)).toContain('[handler:ack-timeout] AEnter from H');
    expect(texts(5)).not.toContain('[handler:end] AEnter from H');
    expect(machine.add('B')).toBe(0);
  });

  test('a final handler rolls its state and the later ones back; no other binding is asked', () => {
    const { machine } = slow({ timeouts: 'cancel' }, { AState: 10, BState: 150 });
    const asked: string[] = [];
    machine.bindHandlers({ AState: () => asked.push('A'), BState: () => asked.push('B') });
    expect(machine.add(['A', 'B', 'M'])).toBe(CANCELED);
    expect(machine.time()).toEqual([1, 2, 0, 2]);
    expect(asked).toEqual(['A']);
    expect(texts(3)).toContain('[recover] partial final states as (A)');
  });

  test('AnyState rolls nothing back', () => {
    const { machine } = slow({ timeouts: 'cancel' }, { AnyState: 150 });
    expect(machine.add('A')).toBe(CANCELED);
    expect(machine.is('A')).toBe(true);
  });

  test('beyond the deadline the queue is dropped, an error added, mutations refused for a while', () => {
    const rejected: string[] = [];
    const tracer: Tracer = {
      id: 't',
      mutationRejected: (_, mutation, reason) => rejected.push(`${mutation.type} ${String(mutation.called)} ${reason}`),
    };
    const { machine, clock } = slow(
      { timeouts: 'cancel', handlerDeadlineMs: 50, handlerBackoffMs: 30, tracers: [tracer] },
      {},
      {
        AState: () => {
          machine.add('B');
          machine.canAdd('B');
          clock.advance(151);
        },
      },
    );
    expect(machine.add('A')).toBe(CANCELED);
    expect(machine.toString()).toBe('(Exception:1)');
    expect(machine.err).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(texts(5)).toContain('[handler:deadline] AState from H');
    expect(rejected).toEqual(['add B backoff', 'add B backoff']);
    expect([
      machine.add('B'),
      machine.remove('Exception'),
      machine.canAdd('B'),
      machine.addErr(new Error('x')),
    ]).toEqual([1, 1, 1, 1]);
    expect(rejected.slice(2)).toEqual([
      'add B backoff',
      'remove Exception backoff',
      'add B backoff',
      'add Exception backoff',
    ]);
    expect(machine.set('M')).toBe(0);
    clock.advance(30);
    expect(machine.add('B')).toBe(0);
  });

  test('whoever waits for a dropped mutation goes on', async () => {
    let waiting: Promise<void> | undefined;
    const { machine, clock } = slow(
      { timeouts: 'cancel', handlerDeadlineMs: 50 },
      {},
      {
        AState: () => {
          waiting = machine.whenQueue(machine.add('B'));
          clock.advance(200);
        },
      },
    );
    machine.add('A');
    await waiting;
    expect(machine.is('B')).toBe(false);
  });

  test('under parity with Go the tick of a dropped mutation is handed out again', () => {
    const ticks: number[] = [];
    const { machine, clock } = slow(
      { timeouts: 'cancel', handlerDeadlineMs: 50, handlerBackoffMs: 0, parity: 'go' },
      {},
      {
        AState: () => {
          ticks.push(machine.add('B'));
          clock.advance(200);
        },
        ExceptionState: () => ticks.push(machine.queueTick),
      },
    );
    machine.add('A');
    expect(ticks).toEqual([3, 3]);
  });

  test('a handler that threw and took too long is an error', () => {
    const tracer = new RecordingTracer();
    const { machine, clock } = slow(
      { timeouts: 'cancel', tracers: [tracer] },
      {},
      {
        AState: () => {
          clock.advance(150);
          throw new Error('boom');
        },
      },
    );
    expect(machine.add('A')).toBe(CANCELED);
    expect(tracer.of('handlerEnd').map(({ handler }) => handler?.outcome)).toEqual(['error']);
    expect(machine.err?.message).toBe('boom');
  });

  test('an ExceptionState beyond every deadline ends, too', () => {
    const { machine } = slow(
      { timeouts: 'cancel', handlerDeadlineMs: 0, handlerBackoffMs: 1 },
      { ExceptionState: 1000 },
    );
    machine.addErr(new Error('x'));
    expect(machine.err?.message).toBe('x');
  });
});

describe('internal errors', () => {
  test('are read as they come, ten are kept, the end of the machine ends them', async () => {
    const { machine } = slow({}, { MState: 200 });
    const stream = internalErrors(machine);
    const first = stream.next();
    for (let i = 0; i < 13; i++) machine.add('M');
    expect((await first).value).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    await machine.dispose();
    let rest = 0;
    for await (const error of stream) rest += error instanceof MachineError ? 1 : 0;
    expect(rest).toBe(10);
    expect(await internalErrors(machine).next()).toEqual({ value: undefined, done: true });
  });

  test('stop with the signal, or when nobody reads on', async () => {
    const { machine } = slow({}, { AState: 200 });
    const controller = new AbortController();
    const aborted = internalErrors(machine, { signal: controller.signal });
    const pending = aborted.next();
    controller.abort();
    expect((await pending).done).toBe(true);
    expect((await aborted.return?.())?.done).toBe(true);
    expect((await internalErrors(machine, { signal: controller.signal }).next()).done).toBe(true);
    machine.add('A');
    const left = internalErrors(machine);
    machine.remove('A');
    machine.add('A');
    for await (const error of left) {
      expect(error.code).toBe('HANDLER_TIMEOUT');
      break;
    }
    machine.remove('A');
    machine.add('A');
    expect((await left.next()).done).toBe(true);
  });

  test('what onInternalError throws leaves the mutator', () => {
    const { machine } = slow(
      {
        onInternalError: () => {
          throw new Error('thrown by the program');
        },
      },
      { AState: 200 },
    );
    expect(() => machine.add('A')).toThrow('thrown by the program');
    expect(machine.is('A')).toBe(true);
  });
});
