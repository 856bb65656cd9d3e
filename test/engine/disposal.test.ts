import { CANCELED, defineSchema, disposeForce, Machine, onDispose } from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const Plain = Machine.of(defineSchema({ Start: {}, A: {}, Loop: { multi: true } }));
const Staged = Machine.of(defineSchema({ Start: {}, Disposing: {}, Disposed: {} }));

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe('dispose', () => {
  test('removes Start, tells the tracers, ends the signals and resolves', async () => {
    const tracer = new RecordingTracer();
    const machine = new Plain({ tracers: [tracer] });
    machine.add(['Start', 'A']);
    const { signal } = machine;
    const active = machine.stateSignal('A');
    const gone = machine.whenDisposed();
    const first = machine.dispose();
    expect([machine.isDisposed, signal.aborted, active.aborted]).toEqual([true, true, true]);
    expect(machine.dispose()).toBe(first);
    await Promise.all([first, gone, machine.whenDisposed()]);
    expect(machine.add('A')).toBe(CANCELED);
    expect(machine.tick('Start')).toBe(2);
    expect(tracer.of('machineDispose')).toHaveLength(1);
  });

  test('in the handler that dispose itself calls, ends the machine once', async () => {
    const ids: string[] = [];
    const machine = new Plain({ id: 'm' });
    machine.bindHandlers({ StartEnd: () => void machine.dispose() });
    machine.add('Start');
    onDispose(machine, (id) => ids.push(id));
    await machine.dispose();
    expect(ids).toEqual(['m']);
  });

  test('waits for the queue', async () => {
    const machine = new Plain();
    machine.bindHandlers({
      AState: () => {
        void machine.dispose();
        machine.add('Loop');
      },
    });
    expect(machine.add('A')).toBe(0);
    expect([machine.is('Loop'), machine.isDisposed]).toEqual([true, false]);
    await machine.whenDisposed();
    expect(machine.isDisposed).toBe(true);
  });

  test('by force while the queue runs ends the machine once, whoever asked for it before', async () => {
    const tracer = new RecordingTracer();
    const machine = new Plain({ tracers: [tracer] });
    const ended: string[] = [];
    onDispose(machine, (id) => ended.push(id));
    machine.bindHandlers({
      AState: () => {
        void machine.dispose();
        disposeForce(machine);
      },
    });
    expect(machine.add('A')).toBe(CANCELED);
    await machine.whenDisposed();
    await settle();
    expect([ended, tracer.of('machineDispose').length]).toEqual([[machine.id], 1]);
  });

  test('drops what waits, and resolves whoever waits for the machine', async () => {
    const machine = new Plain();
    const waits = [machine.when('A'), machine.whenNot([]), machine.whenQueue(99), machine.whenArgs('A', {})];
    machine.bindHandlers({
      LoopState: () => {
        machine.add('A');
        waits.push(machine.whenQueueEnds());
        disposeForce(machine);
      },
    });
    machine.add('Loop');
    await Promise.all(waits);
    expect([machine.is('A'), machine.queueLength, machine.signal.aborted]).toEqual([false, 0, true]);
    expect(machine.stateSignal('A').aborted).toBe(true);
  });

  test('a wait for it is not begun by one who gave up before', async () => {
    const machine = new Plain();
    await expect(machine.whenDisposed({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    await machine.dispose();
    await machine.whenDisposed({ signal: new AbortController().signal });
  });

  test('a callback that throws no error is told with its text', async () => {
    const lines: string[] = [];
    const machine = new Plain({ id: 'm', logLevel: 2, logger: (_, text) => lines.push(text) });
    onDispose(machine, () => {
      throw 'a text';
    });
    await expect(machine.dispose()).rejects.toBe('a text');
    expect(lines).toEqual(['[error] a callback of the end of m failed: a text']);
    const quiet = new Plain({ logLevel: 1, logger: (_, text) => lines.push(text) });
    onDispose(quiet, () => Promise.reject(new Error('unheard')));
    await expect(quiet.dispose()).rejects.toThrow('unheard');
    expect(lines).toHaveLength(1);
  });

  test('asked for again says and does nothing more', async () => {
    const lines: string[] = [];
    const tracer = new RecordingTracer();
    const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text), tracers: [tracer] });
    machine.bindHandlers({ AState: () => Promise.resolve() });
    machine.add('A');
    const [first, second] = [machine.dispose(), machine.dispose()];
    expect([first === second, lines.filter((text) => text.startsWith('[dispose]'))]).toEqual([
      true,
      ['[dispose] graceful shutdown via Dispose()'],
    ]);
    await first;
    disposeForce(machine);
    await machine.dispose();
    expect([tracer.of('machineDispose').length, tracer.of('mutationRejected')]).toEqual([1, []]);
    const forced = new Plain({ tracers: [tracer] });
    tracer.clear();
    disposeForce(forced);
    disposeForce(forced);
    await forced.dispose();
    expect([tracer.of('machineDispose').length, tracer.of('mutationRejected')]).toEqual([1, []]);
  });

  test('waits for promises of handlers that are about to fail, and for no others', async () => {
    const machine = new Plain();
    machine.bindHandlers({ AState: () => Promise.reject(new Error('at the end')), LoopState: () => Promise.resolve() });
    machine.add('A');
    const ended = machine.dispose();
    expect(machine.isDisposed).toBe(false);
    await ended;
    expect(machine.err?.message).toBe('at the end');
    const other = new Plain();
    other.bindHandlers({ AState: () => Promise.reject(new Error('before')), LoopState: () => Promise.resolve() });
    other.add(['A', 'Loop']);
    await settle();
    void other.dispose();
    expect(other.isDisposed).toBe(true);
  });

  test('leaves no timer behind a callback that ended in time', async () => {
    jest.useFakeTimers();
    const machine = new Plain();
    onDispose(machine, () => Promise.resolve());
    await machine.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  test('a wait for it can be given up', async () => {
    const machine = new Plain();
    const controller = new AbortController();
    const waiting = machine.whenDisposed({ signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('callbacks of the end', () => {
  test('run in order, with a signal that aborts after the last', async () => {
    const machine = new Plain({ id: 'm' });
    const seen: unknown[] = [];
    onDispose(machine, async (id, signal) => {
      await settle();
      seen.push([id, signal.aborted]);
    });
    const takeBack = onDispose(machine, () => seen.push('taken back'));
    onDispose(machine, (id, signal) => seen.push([id, signal.aborted, machine.isDisposed]));
    takeBack();
    takeBack();
    const { signal } = machine;
    await machine.dispose();
    expect(seen).toEqual([
      ['m', false],
      ['m', false, true],
    ]);
    expect(signal.aborted).toBe(true);
    onDispose(machine, () => seen.push('late'));
    expect(seen[2]).toBe('late');
  });

  test('that fail do not stop the others; the first failure is what dispose fails with', async () => {
    const machine = new Plain();
    let last = false;
    onDispose(machine, () => {
      throw new Error('first');
    });
    onDispose(machine, () => Promise.reject(new Error('second')));
    onDispose(machine, () => (last = true));
    await expect(machine.dispose()).rejects.toThrow('first');
    expect(last).toBe(true);
    await machine.whenDisposed();
  });

  test('that never end are waited for disposeTimeoutMs', async () => {
    jest.useFakeTimers();
    const lines: string[] = [];
    const machine = new Plain({ disposeTimeoutMs: 50, logger: (_, text) => lines.push(text), logLevel: 3 });
    let last = false;
    onDispose(machine, () => new Promise(() => undefined));
    onDispose(machine, () => (last = true));
    const end = machine.dispose();
    jest.advanceTimersByTime(49);
    await settle();
    expect(last).toBe(false);
    jest.advanceTimersByTime(1);
    await end;
    expect(last).toBe(true);
    expect(lines).toEqual(
      expect.arrayContaining(['[dispose] graceful shutdown via Dispose()', '[dispose] graceful timeout']),
    );
    jest.useRealTimers();
  });
});

test('disposeForce ends a running queue and the handlers of the running transition', async () => {
  const machine = new Plain();
  const seen: string[] = [];
  onDispose(machine, async () => {
    seen.push('callback');
    await Promise.reject(new Error('ignored'));
  });
  machine.bindHandlers({
    AState: () => {
      machine.add('Loop');
      disposeForce(machine);
      seen.push('rest of the handler');
    },
    LoopState: () => seen.push('loop'),
    AnyState: () => seen.push('any'),
  });
  expect(machine.add('A')).toBe(CANCELED);
  expect(seen).toEqual(['callback', 'rest of the handler']);
  await machine.whenDisposed();
  disposeForce(machine);
  await machine.dispose();
});

describe('the parent signal', () => {
  test('disposes of the machine, and its reason is the machine error', async () => {
    const controller = new AbortController();
    const machine = new Plain({ signal: controller.signal });
    controller.abort(new Error('parent is gone'));
    await machine.whenDisposed();
    expect(machine.err?.message).toBe('parent is gone');
  });

  test('aborted before, ends the machine after its constructor', async () => {
    const machine = new Plain({ signal: AbortSignal.abort() });
    expect(machine.isDisposed).toBe(false);
    await machine.whenDisposed();
  });

  test('aborted after the end asks for no Disposing', async () => {
    const tracer = new RecordingTracer();
    const machine = new Staged({ signal: AbortSignal.abort(), tracers: [tracer] });
    disposeForce(machine);
    await settle();
    expect(tracer.of('mutationRejected')).toEqual([]);
  });

  test('aborted again, or after the end, does nothing', async () => {
    const machine = new Plain({ signal: AbortSignal.abort(new Error('late')) });
    disposeForce(machine);
    await Promise.resolve();
    expect(machine.err?.message).toBe('late');
    await machine.whenDisposed();
  });

  test('a callback that fails is no unhandled rejection', async () => {
    const controller = new AbortController();
    const machine = new Plain({ signal: controller.signal });
    onDispose(machine, () => Promise.reject(new Error('callback')));
    controller.abort();
    await machine.whenDisposed();
    await expect(machine.dispose()).rejects.toThrow('callback');
  });

  test('where Disposing is refused, goes by dispose', async () => {
    const controller = new AbortController();
    const machine = new Staged({ signal: controller.signal });
    machine.bindHandlers({ DisposingEnter: () => false });
    controller.abort();
    await machine.whenDisposed();
    expect(machine.isDisposed).toBe(true);
  });

  test('holds nothing of a machine that ended before', async () => {
    const controller = new AbortController();
    const removed = jest.spyOn(controller.signal, 'removeEventListener');
    await new Plain({ signal: controller.signal }).dispose();
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test('goes by Disposing where there is one, by force when that takes too long', async () => {
    jest.useFakeTimers();
    const controller = new AbortController();
    const machine = new Staged({ signal: controller.signal, disposeTimeoutMs: 50 });
    machine.add('Start');
    controller.abort();
    expect([machine.is('Disposing'), machine.isDisposed]).toEqual([true, false]);
    jest.advanceTimersByTime(99);
    expect(machine.isDisposed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(machine.isDisposed).toBe(true);
    await machine.whenDisposed();
    jest.useRealTimers();
  });

  test('a machine that ends by its states in time leaves no timer', async () => {
    jest.useFakeTimers();
    const controller = new AbortController();
    const machine = new Staged({ signal: controller.signal });
    machine.bindHandlers({ DisposingState: () => void machine.dispose() });
    controller.abort();
    await machine.whenDisposed();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

test('whenErr waits for Exception', async () => {
  const machine = new Plain();
  let failed = false;
  const waiting = machine.whenErr().then(() => (failed = true));
  machine.add('A');
  await settle();
  expect(failed).toBe(false);
  machine.addErr(new Error('x'));
  await waiting;
});

test('a handler that came to its end before the disposal ended well', async () => {
  const recorder = new RecordingTracer();
  class Worker extends Machine.of(defineSchema({ Work: {} })) {
    async WorkState(): Promise<void> {
      await Promise.resolve();
      this.remove('Work');
    }
  }
  const worker = new Worker({ tracers: [recorder] });
  worker.add('Work');
  await worker.whenNot('Work');
  await worker.dispose();
  expect(recorder.of('handlerSettled').map((record) => record.handler?.settled)).toEqual(['ok']);
});
