import {
  basicNames,
  basicStates,
  connectedNames,
  connectedStates,
  connPoolNames,
  connPoolStates,
  defineSchema,
  disposedNames,
  disposedStates,
  Machine,
} from 'statescope';

const error = { multi: true, add: ['Exception'], require: ['Exception'] };

test('the basic states are those of the reference', () => {
  expect(basicNames).toEqual([
    'Exception',
    'ErrNetwork',
    'ErrHandlerTimeout',
    'Start',
    'Ready',
    'Healthcheck',
    'Heartbeat',
  ]);
  expect(basicStates).toEqual({
    Exception: { multi: true },
    ErrNetwork: error,
    ErrHandlerTimeout: error,
    Start: {},
    Ready: { require: ['Start'] },
    Healthcheck: { multi: true },
    Heartbeat: {},
  });
});

test('the states of a pool are those of the reference', () => {
  expect(connPoolNames).toEqual([
    'ErrConnecting',
    'Connecting',
    'Connected',
    'ConnectedFully',
    'Disconnecting',
    'Disconnected',
    'Exception',
  ]);
  expect(connPoolStates).toEqual({
    ErrConnecting: { require: ['Exception'] },
    Connecting: { require: ['Start'], remove: ['Disconnecting'] },
    Connected: { require: ['Start'], remove: ['Disconnected'] },
    ConnectedFully: { require: ['Connected'], remove: ['Disconnected'] },
    Disconnecting: { remove: ['ConnectedFully', 'Connected', 'Connecting'] },
    Disconnected: { remove: ['Connecting', 'ConnectedFully', 'Disconnecting'] },
    Exception: { multi: true },
  });
});

test('the states of a connection and of a disposal are in the order of the reference', () => {
  expect(connectedNames).toEqual([
    'ErrConnecting',
    'Connecting',
    'Connected',
    'Disconnecting',
    'Disconnected',
    'Exception',
  ]);
  expect(disposedNames).toEqual(['Exception', 'RegisterDisposal', 'Disposing', 'Disposed']);
  expect(disposedStates.Disposed.remove).toEqual(['Start', 'Exception', 'Disposing']);
  expect(disposedStates.Disposing.remove).toEqual(['Start', 'Exception']);
});

describe('a machine of basic and connection states', () => {
  const schema = defineSchema({ ...basicStates, ...connectedStates, Busy: { require: ['Connected'] } });

  test('is in exactly one state of its connection', () => {
    const machine = new (Machine.of(schema))();
    machine.add('Start');
    expect(machine.is('Disconnected')).toBe(true);
    for (const state of ['Connecting', 'Connected', 'Disconnecting', 'Disconnected'] as const) {
      machine.add(state);
      expect(machine.activeStates().filter((name) => /onnect/.test(name))).toEqual([state]);
    }
  });

  test('does not connect before its start', () => {
    const machine = new (Machine.of(schema))();
    expect([machine.add('Connecting'), machine.add('Connected')]).toEqual([1, 1]);
  });

  test('brings Exception along with an error state', () => {
    const machine = new (Machine.of(schema))();
    machine.addErr(new Error('net'), 'ErrNetwork');
    expect(machine.is('ErrNetwork', 'Exception')).toBe(true);
    machine.remove('Exception');
    expect(machine.any('ErrNetwork', 'Exception')).toBe(false);
  });
});

test('a pool falls back when it disconnects', () => {
  const machine = new (Machine.of(defineSchema({ ...basicStates, ...connPoolStates })))();
  machine.add(['Start', 'Connecting']);
  machine.add(['Connected', 'ConnectedFully']);
  expect(machine.is('Connecting', 'Connected', 'ConnectedFully')).toBe(true);
  machine.add('Disconnecting');
  expect(machine.any('Connecting', 'Connected', 'ConnectedFully')).toBe(false);
  machine.add('Disconnected');
  expect(machine.activeStates()).toEqual(['Disconnected', 'Start']);
});
