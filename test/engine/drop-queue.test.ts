import { defineSchema, Machine, prepend, type MachineOptions, type RejectionReason } from 'statescope';
import { FakeClock } from 'statescope/testing';

const Plain = Machine.of(defineSchema({ A: {}, B: {}, C: {}, D: {} }));

/** A machine whose handler of A queues three mutations, one of them before the others, and takes too long. */
function overrun(options: MachineOptions = {}) {
  const clock = new FakeClock();
  const dropped: [string, number, RejectionReason][] = [];
  const machine = new Plain({
    ...{ now: clock.now, handlerTimeoutMs: 10, handlerDeadlineMs: 10, timeouts: 'cancel' },
    tracers: [
      {
        id: 't',
        mutationRejected: (_, { called, queueTick }, reason) => dropped.push([String(called), queueTick, reason]),
      },
    ],
    ...options,
  });
  const waits: Promise<string>[] = [];
  machine.bindHandlers({
    AState: () => {
      const ticks = [machine.add('B'), machine.add('C')];
      prepend(machine, { type: 'add', states: 'D' });
      for (const tick of ticks) waits.push(machine.whenQueue(tick).then(() => `reached ${String(tick)}`));
      clock.advance(21);
    },
  });
  const result = machine.add('A');
  return { machine, result, dropped, waits };
}

test('a handler beyond its deadline drops what waits; the ticks of it count as reached', async () => {
  const { machine, result, dropped, waits } = overrun();
  expect([result, machine.is('Exception'), machine.any('B', 'C', 'D')]).toEqual([1, true, false]);
  expect(dropped).toEqual([
    ['D', 0, 'backoff'],
    ['B', 3, 'backoff'],
    ['C', 4, 'backoff'],
  ]);
  expect(await Promise.all(waits)).toEqual(['reached 3', 'reached 4']);
  // One of A, two dropped, one of the error.
  expect([machine.queueTick, machine.queueLength]).toEqual([5, 0]);
});

test('under parity with Go the ticks are given out again', () => {
  const { machine, dropped } = overrun({ parity: 'go' });
  expect([dropped.length, machine.queueTick, machine.is('Exception')]).toEqual([3, 3, true]);
});
