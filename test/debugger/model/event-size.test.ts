import { sizeOf } from '../../../src/debugger/model/index.js';
import { disconnectedEvent, machineEvent, transitionEvent } from './events.js';

test('the size of an event grows with what it holds', () => {
  const plain = sizeOf(transitionEvent());
  const long = 'x'.repeat(10_000);
  for (const fields of [
    { stack: long },
    { lines: [{ level: 1, text: long }] },
    { linesBefore: [{ level: 1, text: long }] },
    { args: { name: long } },
    { args: { [long]: '' } },
    { called: [long] },
    { steps: [{ type: 4, to: long }] },
    { id: long },
    { machine: long },
    { connection: long },
    { steps: Array.from({ length: 100 }, () => ({ type: 4 })) },
    { clocks: Array.from({ length: 10_000 }, () => 1) },
  ]) {
    expect(sizeOf(transitionEvent(fields))).toBeGreaterThan(plain + 9000);
  }
  const states = Array.from({ length: 100 }, (_, i) => ({ name: String(i) }));
  expect(sizeOf(machineEvent({ states }))).toBeGreaterThan(sizeOf(machineEvent()) + 9000);
  for (const fields of [
    { states: [{ name: long }] },
    { states: [{ name: 'A', remove: [long] }] },
    { groups: [{ name: 'g', states: Array.from({ length: 10_000 }, () => 0) }] },
    { tags: [long] },
    { parent: long },
  ]) {
    expect(sizeOf(machineEvent(fields))).toBeGreaterThan(sizeOf(machineEvent({ states: [] })) + 9000);
  }
  expect(sizeOf(disconnectedEvent())).toBeGreaterThan(0);
});
