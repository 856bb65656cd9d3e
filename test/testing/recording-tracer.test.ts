import { CANCELED, EXECUTED, Machine, args, defineSchema } from '../../src/index.js';
import type { EventOf } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';

const schema = defineSchema({ Start: { args: args<{ url: string }>() }, Shut: {}, Wait: {} });

class Door extends Machine.of(schema) {
  ShutEnter() {
    return false;
  }
  StartState() {
    return;
  }
  async WaitState(e: EventOf<typeof schema, 'Wait'>) {
    await Promise.resolve(e.name);
  }
}

const watched = (options = {}) => {
  const tracer = new RecordingTracer(options);
  return { tracer, door: new Door({ id: 'door', tracers: [tracer] }) };
};

test('callbacks are kept as plain data in the order they came', () => {
  const { tracer, door } = watched({ logLevel: 0 });
  tracer.clear();
  expect(door.add('Start', { url: 'a' })).toBe(EXECUTED);
  expect(tracer.records.map(({ callback }) => callback)).toEqual([
    'mutationQueued',
    'transitionInit',
    'transitionStart',
    'transitionFinals',
    'handlerStart',
    'runInHandler',
    'handlerEnd',
    'transitionEnd',
    'queueEnd',
  ]);
  expect(tracer.of('transitionEnd')[0]).toMatchObject({
    machineId: 'door',
    className: 'Door',
    transition: {
      accepted: true,
      added: ['Start'],
      removed: [],
      mutation: { type: 'add', called: ['Start'], args: { url: 'a' }, auto: false, check: false },
    },
  });
});

test('a record tells what could be seen at its instant, whatever came later', () => {
  const { tracer, door } = watched();
  expect(door.add('Shut')).toBe(CANCELED);
  expect(tracer.of('transitionInit')[0]?.transition).toMatchObject({ accepted: true, completed: false });
  expect(tracer.of('transitionEnd')[0]?.transition).toMatchObject({
    accepted: false,
    cancellation: { reason: 'handler', by: 'ShutEnter' },
  });
});

test('arguments are copied', () => {
  const { tracer, door } = watched();
  const given = { url: 'before' };
  door.add('Start', given);
  given.url = 'after';
  expect(tracer.of('mutationQueued')[0]?.mutation?.args).toEqual({ url: 'before' });
});

test('an asynchronous handler is recorded to the end of its promise', async () => {
  const { tracer, door } = watched();
  door.add('Wait');
  expect(tracer.of('handlerEnd').at(-1)?.handler).toMatchObject({ name: 'WaitState', pending: true });
  expect(tracer.of('handlerSettled')).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(tracer.of('handlerSettled')[0]?.handler).toMatchObject({ name: 'WaitState', settled: 'ok' });
});

test('records can be asked for by callback and machine, and forgotten', () => {
  const { tracer } = watched();
  new Door({ id: 'other', tracers: [tracer] }).add('Start', { url: '' });
  expect(tracer.machineIds).toEqual(['door', 'other']);
  expect(tracer.of('transitionEnd', 'door')).toEqual([]);
  expect(tracer.of('transitionEnd', 'other')).toHaveLength(1);
  tracer.clear();
  expect(tracer.records).toEqual([]);
});

test('it says of itself what it is told to', () => {
  const options = { id: 'mine', signal: 'logged', inheritable: false, logLevel: 2 } as const;
  expect(new RecordingTracer(options)).toMatchObject(options);
  expect(new RecordingTracer()).toMatchObject({ id: 'recording', inheritable: true, logLevel: 5 });
  expect(new RecordingTracer().signal).toBeUndefined();
});
