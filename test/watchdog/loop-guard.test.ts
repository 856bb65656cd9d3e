import { defineSchema, guardLoop, Machine } from 'statescope';
import { FakeClock } from 'statescope/testing';

const schema = defineSchema({ Polling: {}, Got: { multi: true }, Other: { multi: true } });

function started() {
  const machine = new (Machine.of(schema))();
  machine.add('Polling');
  return machine;
}

test('a loop goes on as long as its state is active', () => {
  const machine = started();
  const goesOn = guardLoop(machine, 'Polling');
  expect([goesOn(), goesOn()]).toEqual([true, true]);
  machine.remove('Polling');
  expect(goesOn()).toBe(false);
  machine.add('Polling');
  expect(goesOn()).toBe(false);
  expect(machine.err).toBeUndefined();
});

test('a loop without its state does not start', () => {
  expect(guardLoop(new (Machine.of(schema))(), 'Polling')()).toBe(false);
});

test('a loop ends with its machine, and with its own condition', async () => {
  const machine = started();
  let more = true;
  const goesOn = guardLoop(machine, 'Polling', { while: () => more });
  expect(goesOn()).toBe(true);
  more = false;
  expect(goesOn()).toBe(false);
  const other = guardLoop(machine, 'Polling');
  await machine.dispose();
  expect(other()).toBe(false);
});

test('a loop that makes too many ticks in one window ends with an error', () => {
  const machine = started();
  const goesOn = guardLoop(machine, 'Polling', { now: new FakeClock().now });
  let rounds = 0;
  while (goesOn()) {
    rounds++;
    machine.add('Got');
  }
  // The first round ticks once, each further one twice: 501 ticks are too many.
  expect(rounds).toBe(251);
  expect(machine.err).toMatchObject({
    code: 'STATE_LOOP',
    message: expect.stringMatching(/500 times in 1000 ms.*Polling/),
  });
  expect([machine.is('Exception'), goesOn()]).toEqual([true, false]);
});

test('the count starts anew with each window', () => {
  const machine = started();
  const clock = new FakeClock();
  const goesOn = guardLoop(machine, 'Polling', { now: clock.now, maxTicks: 4, windowMs: 10 });
  for (let round = 0; round < 20; round++) {
    machine.add('Got');
    clock.advance(5);
    expect(goesOn()).toBe(true);
  }
});

test('only the states asked for count', () => {
  const machine = started();
  const { now } = new FakeClock();
  const goesOn = guardLoop(machine, 'Polling', { now, maxTicks: 2, count: ['Got'] });
  for (let round = 0; round < 5; round++) machine.add('Other');
  expect(goesOn()).toBe(true);
  for (let round = 0; round < 5; round++) machine.add('Got');
  expect(goesOn()).toBe(false);
});
