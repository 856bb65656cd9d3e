import { getEventListeners } from 'node:events';
import {
  catchToErr,
  defineSchema,
  evaluate,
  fork,
  go,
  goAfter,
  Machine,
  poolFork,
  setPoolLimit,
  type EventOf,
  type MachineEvent,
} from 'statescope';

const schema = defineSchema({ A: {}, M: { multi: true }, ErrFoo: { require: ['Exception'] } });
const Plain = Machine.of(schema);

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe('what is aborted', () => {
  test('while it waits for its time never runs, and leaves no listener', async () => {
    jest.useFakeTimers();
    const machine = new Plain();
    const controller = new AbortController();
    let ran = 0;
    const first = goAfter(machine, 50, () => ran++, { signal: controller.signal });
    jest.advanceTimersByTime(50);
    expect([await first, ran, getEventListeners(controller.signal, 'abort').length]).toEqual([true, 1, 0]);
    const second = goAfter(machine, 50, () => ran++, { signal: controller.signal });
    controller.abort();
    expect([await second, ran, jest.getTimerCount()]).toEqual([false, 1, 0]);
    jest.useRealTimers();
  });

  test('is not begun by an event whose transition is over', async () => {
    const machine = new Plain();
    let event: MachineEvent | undefined;
    machine.bindHandlers({ AnyState: (given: MachineEvent) => void (event = given) });
    machine.add('A');
    let ran = false;
    const begun = fork(event as MachineEvent, () => (ran = true));
    expect([event?.signal.aborted, await begun, ran]).toEqual([false, false, false]);
  });
});

test('a limit of a pool that is none is an error with a code', () => {
  for (const limit of [-1, 1.5, Number.NaN]) {
    expect(() => setPoolLimit(new Plain(), limit)).toThrow(expect.objectContaining({ code: 'INVALID_ARGS' }) as Error);
  }
});

describe('go', () => {
  test('runs after the mutator; an evaluation is possible there', async () => {
    const machine = new Plain();
    const order: unknown[] = [];
    let work: Promise<boolean> | undefined;
    machine.bindHandlers({
      AState: () => {
        work = go(machine, async () => order.push('work', await evaluate(machine, 'x', () => undefined)));
        order.push('handler');
      },
    });
    machine.add('A');
    order.push('returned');
    expect(await work).toBe(true);
    expect(order).toEqual(['handler', 'returned', 'work', true]);
  });

  test('adds what is thrown as an error, unless the signal caused it', async () => {
    const machine = new Plain();
    expect(await go(machine, () => Promise.reject(new Error('boom')))).toBe(false);
    expect(machine.err?.message).toBe('boom');
    const controller = new AbortController();
    const aborted = go(
      machine,
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      {
        signal: controller.signal,
      },
    );
    await settle();
    controller.abort('enough');
    expect(await aborted).toBe(false);
    expect(machine.err?.message).toBe('boom');
  });

  test('work that fails for a reason of its own after the abort is an error', async () => {
    const machine = new Plain();
    const controller = new AbortController();
    const work = go(
      machine,
      () => {
        controller.abort();
        throw new Error('its own');
      },
      { signal: controller.signal },
    );
    expect(await work).toBe(false);
    expect(machine.err?.message).toBe('its own');
  });

  test('an AbortError after the abort is none', async () => {
    const machine = new Plain();
    const controller = new AbortController();
    const work = go(
      machine,
      () => {
        controller.abort('reason');
        throw new DOMException('stopped', 'AbortError');
      },
      { signal: controller.signal },
    );
    expect([await work, machine.err]).toEqual([false, undefined]);
  });

  test('does not start when the signal is aborted or the machine gone', async () => {
    const machine = new Plain();
    const work = jest.fn();
    expect(await go(machine, work, { signal: AbortSignal.abort() })).toBe(false);
    const started = go(machine, work);
    await machine.dispose();
    expect([await started, await go(machine, work)]).toEqual([false, false]);
    expect(work).not.toHaveBeenCalled();
  });

  test('a failing onError does not become an unhandled rejection', async () => {
    const lines: string[] = [];
    const machine = new Plain({
      ...{ logLevel: 2, logger: (_: number, text: string) => lines.push(text) },
      onError: () => {
        throw new Error('onError failed');
      },
    });
    expect(await go(machine, () => Promise.reject(new Error('boom')))).toBe(false);
    expect(lines).toContain('[error] a callback failed on the error of work in the background');
  });
});

test('goAfter waits; the signal, or the end of the machine, ends the waiting', async () => {
  jest.useFakeTimers();
  const machine = new Plain();
  const work = jest.fn();
  const first = goAfter(machine, 100, work);
  jest.advanceTimersByTime(99);
  await settle();
  expect(work).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect([await first, work.mock.calls.length]).toEqual([true, 1]);
  const second = goAfter(machine, 100, work);
  await machine.dispose();
  expect([await second, await goAfter(machine, 100, work), jest.getTimerCount()]).toEqual([false, false, 0]);
  jest.useRealTimers();
});

test('a fork belongs to the activation of its handler', async () => {
  const machine = new Plain();
  let event: EventOf<typeof schema, 'A'> | undefined;
  const signals: AbortSignal[] = [];
  let forked: Promise<boolean> | undefined;
  machine.bindHandlers({
    AState: (e: EventOf<typeof schema, 'A'>) => {
      event = e;
      forked = fork(e, (signal) => signals.push(signal));
    },
  });
  machine.add('A');
  expect(await forked).toBe(true);
  expect(signals[0]?.aborted).toBe(false);
  machine.remove('A');
  expect(signals[0]?.aborted).toBe(true);
  expect(await fork(event!, () => signals.push(AbortSignal.abort()))).toBe(false);
  expect(signals).toHaveLength(1);
});

describe('a pool', () => {
  function pooled(prepare: (machine: InstanceType<typeof Plain>) => void) {
    const machine = new Plain();
    prepare(machine);
    const accepted: boolean[] = [];
    const ends: (() => void)[] = [];
    const handle = (event: MachineEvent) => {
      accepted.push(
        poolFork(event, () => new Promise<void>((resolve) => ends.push(resolve)), { signal: machine.signal }),
      );
    };
    machine.bindHandlers({ MState: handle, AState: handle });
    return { machine, accepted, ends };
  }

  test('runs as many as its limit, and again when one has ended', async () => {
    const { machine, accepted, ends } = pooled((m) => setPoolLimit(m, 2, 'MState'));
    for (let i = 0; i < 3; i++) machine.add('M');
    machine.add('A');
    expect(accepted).toEqual([true, true, false, true]);
    await settle();
    ends[0]?.();
    await settle();
    machine.add('M');
    machine.add('M');
    expect(accepted.slice(4)).toEqual([true, false]);
  });

  test('has a limit over all handlers, none by default', async () => {
    const one = pooled((m) => setPoolLimit(m, 1));
    one.machine.add(['M', 'A']);
    expect(one.accepted).toEqual([true, false]);
    const free = pooled(() => undefined);
    for (let i = 0; i < 20; i++) free.machine.add('M');
    expect(free.accepted).toEqual(Array(20).fill(true));
    const none = pooled((m) => setPoolLimit(m, 0));
    none.machine.add('M');
    expect(none.accepted).toEqual([false]);
  });

  test('ends its work with the activation by default', async () => {
    const machine = new Plain();
    const signals: AbortSignal[] = [];
    machine.bindHandlers({ MState: (event: MachineEvent) => poolFork(event, (signal) => signals.push(signal)) });
    machine.add('M');
    await settle();
    machine.add('M');
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
  });

  test('takes whole numbers from 0 up', () => {
    for (const limit of [-1, 1.5, Number.NaN]) expect(() => setPoolLimit(new Plain(), limit)).toThrow(/whole number/);
  });
});

describe('catchToErr', () => {
  test('returns what the function does', async () => {
    const machine = new Plain();
    expect(catchToErr(machine, () => 5)).toBe(5);
    expect(await catchToErr(machine, () => Promise.resolve(6))).toBe(6);
    expect(machine.err).toBeUndefined();
  });

  test('adds what it throws, also what is no error, with a state and arguments', async () => {
    const machine = new Plain();
    const fail = (): number => {
      throw 'text';
    };
    expect(catchToErr(machine, fail, { state: 'ErrFoo', args: { n: 1 } })).toBeUndefined();
    expect([machine.err?.message, machine.is('ErrFoo', 'Exception')]).toEqual(['text', true]);
    const later: Promise<unknown> | undefined = catchToErr(machine, () => Promise.reject(new Error('later')));
    expect(await later).toBeUndefined();
    expect(machine.err?.message).toBe('later');
  });
});
