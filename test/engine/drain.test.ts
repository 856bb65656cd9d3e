import { defineSchema, Machine, MachineError } from 'statescope';

const Plain = Machine.of(defineSchema({ A: { multi: true }, B: {} }));

test('handlers that queue themselves without end are stopped by one clear error', async () => {
  const machine = new Plain({ id: 'm', queueLimit: 100 });
  let runs = 0;
  let waiting: Promise<void> | undefined;
  machine.bindHandlers({
    AState: () => {
      runs++;
      const tick = machine.add('A', { runs });
      machine.add('A', { runs });
      if (runs === 999_999) waiting = machine.whenQueue(tick > 1 ? tick : machine.queueTick + 1);
    },
  });
  let error: unknown;
  try {
    machine.add('A');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(MachineError);
  expect(error).toMatchObject({
    code: 'STATE_LOOP',
    message: expect.stringMatching(/^m goes round in circles.*add A/),
  });
  expect([runs, machine.queueLength, machine.tick('A') % 2]).toEqual([1_000_000, 0, 1]);
  await waiting;
  expect(machine.add('B')).toBe(0);
});

test('a loop that fills the queue within one handler ends at the limit', () => {
  const machine = new Plain();
  const results: number[] = [];
  let looped = false;
  machine.bindHandlers({
    AState: () => {
      while (!looped) {
        const result = machine.add('A', { n: results.length });
        results.push(result);
        looped = result === 1;
      }
    },
  });
  expect(machine.add('A')).toBe(0);
  expect([results.length, results[0], results[999], results[1000]]).toEqual([1001, 3, 1002, 1]);
  expect(machine.tick('A')).toBe(2001);
});
