import { defineSchema, Machine, machineStats } from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: { require: ['A'] }, M: { multi: true } }));

test('counts from the first call on', () => {
  const machine = new Plain({ queueLimit: 2 });
  machine.add('A');
  machine.remove('A');
  expect(machine.tracers).toEqual([]);
  const stats = machineStats(machine);
  machine.bindHandlers({
    AState: () => {
      machine.add('M', { n: 1 });
      machine.add('M', { n: 2 });
      machine.add('M', { n: 3 });
    },
    MState: () => undefined,
  });
  machine.add('B');
  machine.add('A');
  machine.canAdd('B');
  machine.addErr(new Error('x'));
  expect(machineStats(machine)).toBe(stats);
  expect(stats).toEqual({
    transitions: 6,
    canceled: 1,
    checks: 1,
    exceptions: 1,
    handlers: 3,
    rejected: 1,
    queueHighWater: 2,
    ticks: 5,
  });
});
