import { changesOf, ConnectedMachines } from '../../../src/debugger/model/index.js';
import { disconnectedEvent, machineEvent, transitionEvent } from './events.js';

test('what changed are clocks that moved: off, on, and entered again', () => {
  expect(changesOf([1, 2, 3, 5, 2], [2, 3, 5, 5, 4, 1])).toEqual({ added: [1, 2, 4, 5], removed: [0] });
  expect(changesOf([1], [2n ** 60n])).toEqual({ added: [], removed: [0] });
  expect(changesOf([], [0, 1])).toEqual({ added: [1], removed: [] });
});

test('a machine is known from its schema to the end of its connection', () => {
  const machines = new ConnectedMachines();
  const [schema, record] = [machineEvent(), transitionEvent()];
  expect(machines.of(record)).toEqual({ schema: undefined, clocks: [] });
  machines.take(schema);
  expect(machines.of(record)).toEqual({ schema, clocks: [] });
  machines.take(record);
  expect(machines.of(record)).toEqual({ schema, clocks: record.clocks });
  const other = machineEvent({ connection: 'c2' });
  machines.take(other);
  expect(machines.schemas()).toEqual([schema, other]);
  machines.take(disconnectedEvent());
  expect(machines.schemas()).toEqual([other]);
  expect(machines.of(record).schema).toBeUndefined();
});
