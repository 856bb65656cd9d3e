import {
  basicStates,
  CANCELED,
  defineSchema,
  disposeByStates,
  DisposedHandlers,
  disposedStates,
  Machine,
} from 'statescope';

const schema = defineSchema({ ...basicStates, ...disposedStates });

function started(options: { onError?: (error: Error) => void } = {}) {
  const machine = new (Machine.of(schema))({ id: 'm', ...options });
  machine.bindHandlers(new DisposedHandlers());
  machine.add('Start');
  return machine;
}

test('callbacks run one after the other with id and signal, then the machine is gone', async () => {
  const calls: string[] = [];
  const machine = started();
  machine.add('RegisterDisposal', {
    callback: async (id, signal) => {
      calls.push(`one ${id} ${signal.aborted}`);
      await Promise.resolve();
      calls.push('one done');
    },
  });
  machine.add('RegisterDisposal', { callback: () => calls.push('two') });
  await disposeByStates(machine);
  expect(calls).toEqual(['one m false', 'one done', 'two']);
  expect(machine.isDisposed).toBe(true);
  await disposeByStates(machine);
});

test('a callback registered while others run is run as well', async () => {
  const calls: string[] = [];
  const machine = started();
  machine.add('RegisterDisposal', {
    callback: () => {
      calls.push('first');
      machine.add('RegisterDisposal', { callback: () => calls.push('late') });
    },
  });
  await disposeByStates(machine);
  expect(calls).toEqual(['first', 'late']);
});

test('a failing callback is reported and does not stop the others', async () => {
  const errors: string[] = [];
  const calls: string[] = [];
  const machine = started({ onError: (error) => errors.push(error.message) });
  machine.add('RegisterDisposal', {
    callback: () => {
      throw new Error('boom');
    },
  });
  machine.add('RegisterDisposal', { callback: () => Promise.reject(new Error('late boom')) });
  machine.add('RegisterDisposal', { callback: () => calls.push('last') });
  await disposeByStates(machine);
  expect([errors, calls]).toEqual([['boom', 'late boom'], ['last']]);
});

test('no further callback runs when Disposing ends early', async () => {
  const calls: string[] = [];
  const machine = started();
  machine.add('RegisterDisposal', { callback: () => machine.remove('Disposing') });
  machine.add('RegisterDisposal', { callback: () => calls.push('second') });
  machine.add('Disposing');
  await machine.whenNot('Disposing');
  await Promise.resolve();
  expect([calls, machine.isDisposed]).toEqual([[], false]);
});

test('registering without a callback is rejected and reported', () => {
  const machine = started();
  expect(machine.add('RegisterDisposal', {} as never)).toBe(CANCELED);
  expect(machine.err).toMatchObject({ code: 'INVALID_ARGS' });
});

test('a check without a callback is answered and nothing else', () => {
  const machine = started();
  expect(machine.canAdd('RegisterDisposal')).toBe(CANCELED);
  expect([machine.err, machine.is('Exception')]).toEqual([undefined, false]);
});

test('a machine without the states is just disposed', async () => {
  const machine = new (Machine.of(defineSchema({ A: {} })))();
  await disposeByStates(machine);
  expect(machine.isDisposed).toBe(true);
});

test('a machine that rejects Disposing is disposed nevertheless', async () => {
  const machine = started();
  machine.bindHandlers({ DisposingEnter: () => false });
  await disposeByStates(machine);
  expect(machine.isDisposed).toBe(true);
});

test('a disposal by states from inside a handler ends as well', async () => {
  const machine = started();
  const disposal = new Promise<void>((resolve) => {
    machine.bindHandlers({
      ReadyState: () => {
        resolve(disposeByStates(machine));
      },
    });
  });
  machine.add('Ready');
  await disposal;
  expect(machine.isDisposed).toBe(true);
});
