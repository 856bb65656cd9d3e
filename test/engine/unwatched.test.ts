import { machineHooks, setMachineHooks, type MachineHooks } from '../../src/engine/hooks.js';
import {
  defineSchema,
  evaluate,
  exceptionHandlers,
  go,
  internalErrors,
  Machine,
  onDispose,
  pipe,
  type MachineEvent,
} from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: {}, Auto: { auto: true, require: ['B'] } }));

const boom = (): never => {
  throw new Error('boom');
};

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe('a machine without a logger does what one with a logger does', () => {
  test('when handlers throw, also while they handle errors', () => {
    const machine = new Plain();
    machine.bindHandlers({ AState: boom, ExceptionState: boom });
    machine.bindHandlers(exceptionHandlers);
    expect([machine.add('A'), machine.err?.message, machine.activeStates()]).toEqual([1, 'boom', []]);
  });

  test('when the handlers of errors find none', () => {
    const machine = new Plain();
    machine.bindHandlers(exceptionHandlers);
    expect([machine.add('Exception'), machine.addErr('x'), machine.err?.message]).toEqual([0, 0, 'x']);
  });

  test('when an Auto state fails again and again', () => {
    const machine = new Plain();
    machine.bindHandlers({ AutoState: boom });
    expect([machine.add('B'), machine.is('B', 'Exception'), machine.is('Auto')]).toEqual([0, true, false]);
  });

  test('when a promise fails after its state ended, and when a callback fails on the error', async () => {
    const machine = new Plain();
    let reject: (reason: unknown) => void = () => undefined;
    machine.bindHandlers({ AState: () => new Promise((_, no) => (reject = no)) });
    machine.add('A');
    machine.remove('A');
    reject(new Error('late'));
    await settle();
    expect(machine.err).toBeUndefined();
    const failing = new Plain({ onError: boom });
    failing.bindHandlers({ AState: () => Promise.reject(new Error('in time')) });
    failing.add('A');
    await settle();
    expect(failing.err?.message).toBe('in time');
    await go(failing, () => Promise.reject(new Error('work')));
    expect(failing.err?.message).toBe('work');
  });

  test('when callbacks of its end fail, or never end', async () => {
    jest.useFakeTimers();
    const machine = new Plain({ disposeTimeoutMs: 50 });
    onDispose(machine, boom);
    onDispose(machine, () => new Promise(() => undefined));
    const ended = machine.dispose();
    jest.advanceTimersByTime(50);
    await expect(ended).rejects.toThrow('boom');
    jest.useRealTimers();
  });

  test('when an evaluation is too late, or takes too long by the clock of the process', async () => {
    const machine = new Plain();
    expect(await evaluate(machine, 'late', () => undefined, { signal: AbortSignal.abort() })).toBe(false);
    const errors = internalErrors(machine);
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 2000));
    const inTime = await evaluate(machine, 'slow', () => undefined);
    clock.mockRestore();
    expect(inTime).toBe(false);
    expect((await errors.next()).value).toMatchObject({
      message: 'eval timeout: eval:slow took 2000 ms, the limit is 1000 ms',
    });
    expect(await evaluate(machine, 'quick', () => undefined)).toBe(true);
  });

  test('when pipes to it fail', async () => {
    const [source, target] = [new Plain({ onError: boom }), new Plain({ onChange: boom })];
    pipe(source, 'A', target);
    source.add('A');
    await settle();
    expect([source.err?.message, target.is('A')]).toEqual(['boom', true]);
    await target.dispose().catch(() => undefined);
  });
});

describe('instrumentation', () => {
  let before: MachineHooks | undefined;

  beforeEach(() => {
    before = machineHooks();
  });

  afterEach(() => {
    setMachineHooks(before);
  });

  test('is not needed', async () => {
    class Misnamed extends Plain {
      AaState() {}
    }
    for (const hooks of [undefined, { created: () => undefined }]) {
      setMachineHooks(hooks);
      const machine = new Misnamed();
      expect([machine.add('A'), machine.is('A')]).toEqual([0, true]);
      await machine.dispose();
      expect(machine.isDisposed).toBe(true);
    }
  });

  test('hears of a machine when it is made, before its first mutation, and when it is gone', async () => {
    const told: string[] = [];
    setMachineHooks({
      created: (machine) => told.push(`created ${machine.id}`),
      ready: (machine) => told.push(`ready ${machine.id} ${String(machine.time())}`),
      disposed: (machine) => told.push(`disposed ${machine.id} ${String(machine.isDisposed)}`),
    });
    const machine = new Plain({ id: 'm' });
    expect(told).toEqual(['created m']);
    await evaluate(machine, 'first', () => undefined);
    machine.add('A');
    machine.canAdd('B');
    await evaluate(machine, 'again', () => undefined);
    expect(told).toEqual(['created m', 'ready m 0,0,0,0']);
    machine.verifyStates(['B', 'A', 'Exception', 'Auto']);
    machine.add('A');
    expect(told[2]).toBe('ready m 0,1,0,0');
    await machine.dispose();
    expect(told.slice(3)).toEqual(['disposed m true']);
  });

  test('may be ready with a check, or with handlers that come first', () => {
    const told: string[] = [];
    setMachineHooks({ created: () => undefined, ready: ({ id }) => told.push(id) });
    new Plain({ id: 'check' }).canAdd('A');
    new Plain({ id: 'bound' }).bindHandlers({ AState: (event: MachineEvent) => event });
    expect(told).toEqual(['check']);
  });
});
