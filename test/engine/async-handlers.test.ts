import { defineSchema, Machine, type EventOf, type MachineEvent } from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ A: {}, M: { multi: true }, B: {} });

interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(reason: unknown): void;
}

function defer(): Deferred {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

class Worker extends Machine.of(schema) {
  readonly events: MachineEvent[] = [];
  readonly work: Deferred[] = [];
  AState(event: EventOf<typeof schema, 'A'>): Promise<void> {
    return this.#start(event);
  }
  AEnd(event: EventOf<typeof schema, 'A'>): Promise<void> | undefined {
    return this.is('B') ? this.#start(event) : undefined;
  }
  MState(event: EventOf<typeof schema, 'M'>): Promise<void> {
    return this.#start(event);
  }
  #start(event: MachineEvent): Promise<void> {
    this.events.push(event);
    const work = defer();
    this.work.push(work);
    return work.promise;
  }
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeAll(() => process.on('unhandledRejection', note));
afterAll(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

function make(): { machine: Worker; tracer: RecordingTracer } {
  const tracer = new RecordingTracer();
  return { machine: new Worker({ id: 'w', tracers: [tracer] }), tracer };
}

const errorLines = (tracer: RecordingTracer): (string | undefined)[] =>
  tracer.of('log').flatMap((record) => (record.text?.startsWith('[error]') === true ? [record.text] : []));

test('a transition does not wait for the promise of a final handler', () => {
  const { machine } = make();
  expect(machine.add('A')).toBe(0);
  expect(machine.is('A')).toBe(true);
  expect(machine.queueLength).toBe(0);
});

test('the signal aborts when the activation ends, and not before', () => {
  const { machine } = make();
  machine.add('A');
  const signal = machine.events[0]?.signal;
  machine.add('A');
  machine.add('B');
  expect(signal?.aborted).toBe(false);
  machine.remove('A');
  expect(signal?.aborted).toBe(true);
});

test('a signal read after its activation has ended is aborted, also when the state is active again', () => {
  const { machine } = make();
  machine.add('A');
  machine.remove('A');
  machine.add('A');
  expect(machine.events[0]?.signal.aborted).toBe(true);
  expect(machine.events[1]?.signal.aborted).toBe(false);
});

test('re-entry of a Multi state aborts the previous activation', () => {
  const { machine } = make();
  machine.add('M');
  const first = machine.events[0]?.signal;
  machine.add('M');
  expect(first?.aborted).toBe(true);
  expect(machine.events[1]?.signal.aborted).toBe(false);
});

test('the signal of an End handler lasts until the machine is disposed', async () => {
  const { machine } = make();
  machine.add(['A', 'B']);
  machine.remove('A');
  const signal = machine.events[1]?.signal;
  machine.add('A');
  machine.remove('A');
  expect(signal?.aborted).toBe(false);
  await machine.dispose();
  expect(signal?.aborted).toBe(true);
});

test('a rejection in time becomes an Exception whose source is the transition', async () => {
  const { machine, tracer } = make();
  machine.add('A');
  const id = machine.events[0]?.transitionId;
  let source: unknown;
  machine.bindTracer({ id: 'source', mutationQueued: (_machine, mutation) => (source = mutation.source) });
  const error = new Error('broken');
  machine.work[0]?.reject(error);
  await settle();
  expect(machine.err).toBe(error);
  expect(machine.is('Exception')).toBe(true);
  expect(source).toMatchObject({ machineId: 'w', transitionId: id });
  expect(tracer.of('handlerSettled').map((record) => record.handler?.settled)).toEqual(['error']);
});

test('anything can be the reason of a rejection', async () => {
  const { machine } = make();
  for (const reason of ['text', undefined, null, 3, Object.create(null) as unknown]) {
    machine.add('M');
    machine.work.at(-1)?.reject(reason);
    await settle();
    expect(machine.err).toBeInstanceOf(Error);
    machine.remove(['M', 'Exception']);
  }
  expect(machine.tick('Exception')).toBe(10);
});

test('an AbortError after the end of the activation is dropped and settles as aborted', async () => {
  const { machine, tracer } = make();
  machine.add('A');
  const signal = machine.events[0]?.signal as AbortSignal;
  machine.remove('A');
  machine.work[0]?.reject(signal.reason);
  await settle();
  expect(machine.err).toBeUndefined();
  expect(machine.tick('Exception')).toBe(0);
  expect(tracer.of('handlerSettled').map((record) => record.handler?.settled)).toEqual(['aborted']);
  expect(errorLines(tracer)).toEqual([]);
});

test('another reason after the end of the activation is logged and never an Exception', async () => {
  const { machine, tracer } = make();
  machine.add('M');
  machine.add('M');
  machine.work[0]?.reject(new Error('late'));
  await settle();
  expect(machine.tick('Exception')).toBe(0);
  expect(tracer.of('handlerSettled').map((record) => record.handler?.settled)).toEqual(['error']);
  expect(errorLines(tracer)).toEqual(['[error] MState failed after its state ended: late']);
});

test('a rejection after disposal is reported, not added', async () => {
  const { machine, tracer } = make();
  machine.add('A');
  await machine.dispose();
  machine.work[0]?.reject(new Error('late'));
  await settle();
  expect(machine.tick('Exception')).toBe(0);
  expect(errorLines(tracer)).toEqual(['[error] AState failed after its state ended: late']);
});

test('a promise from a negotiation handler cancels with HANDLER_ASYNC, whatever becomes of it', async () => {
  const machine = new (Machine.of(schema))();
  machine.bindHandlers({ AEnter: () => Promise.reject(new Error('unheard')) });
  expect(machine.add('A')).toBe(1);
  expect(machine.is('Exception')).toBe(true);
  expect(machine.err).toMatchObject({ code: 'HANDLER_ASYNC' });
  await settle();
});

test('a thenable that throws, or settles twice, is one outcome', async () => {
  const tracer = new RecordingTracer();
  const machine = new (Machine.of(schema))({ tracers: [tracer] });
  machine.bindHandlers({
    AState: () => ({
      then: () => {
        throw new Error('no promise');
      },
    }),
    MState: () => ({
      then: (yes: () => void, no: (reason: unknown) => void) => {
        yes();
        no(new Error('twice'));
      },
    }),
  });
  machine.add('A');
  await settle();
  expect(machine.err?.message).toBe('no promise');
  machine.add('M');
  await settle();
  expect(machine.err?.message).toBe('no promise');
  expect(tracer.of('handlerSettled').map((record) => record.handler?.settled)).toEqual(['error', 'ok']);
});

test('a throwing onError on a rejection is logged', async () => {
  const tracer = new RecordingTracer();
  const onError = (): void => {
    throw new Error('callback');
  };
  const machine = new Worker({ tracers: [tracer], onError });
  machine.add('A');
  machine.work[0]?.reject(new Error('broken'));
  await settle();
  expect(machine.is('Exception')).toBe(true);
  expect(errorLines(tracer)).toEqual(['[error] a callback failed on the error of AState: callback']);
});

test('a handler of errors whose promise is rejected makes no more errors of it', async () => {
  const tracer = new RecordingTracer();
  let calls = 0;
  class Failing extends Machine.of(schema) {
    AnyState(): Promise<void> {
      calls++;
      return Promise.reject(new Error(`call ${calls}`));
    }
  }
  const machine = new Failing({ tracers: [tracer] });
  machine.add('A');
  await settle();
  expect([calls, machine.err?.message, machine.is('Exception')]).toEqual([2, 'call 1', true]);
  expect(errorLines(tracer)).toContain('[error] AnyState failed while handling an error: call 2');
});
