import { idNumber, idText, nextIdNumber } from '../../src/engine/machine-ids.js';
import { defineSchema, Machine, type MachineOptions } from '../../src/index.js';

const schema = defineSchema({ A: {} });

it('gives ids of 16 hexadecimal digits, all different', () => {
  const ids = new Set(Array.from({ length: 100_000 }, () => idText(nextIdNumber())));
  expect(ids.size).toBe(100_000);
  for (const id of ids) if (!/^[0-9a-f]{16}$/.test(id)) throw new Error(`not an id: ${id}`);
});

it('knows a small number by its id', () => {
  for (const number of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), nextIdNumber()]) {
    expect(idNumber(idText(number))).toBe(number);
  }
});

it('gives ids of which every bit is as often set as not', () => {
  const ids = Array.from({ length: 4096 }, () => BigInt(`0x${idText(nextIdNumber())}`));
  for (let bit = 0n; bit < 64n; bit++) {
    const set = ids.filter((id) => ((id >> bit) & 1n) === 1n).length;
    expect(set).toBeGreaterThan(1800);
    expect(set).toBeLessThan(2300);
  }
});

it('says the same id of a machine before and after it rested', () => {
  const plain = new Machine(schema);
  const named = new Machine(schema, { id: 'checkout' });
  const before = plain.id;
  plain.view.rest?.();
  named.view.rest?.();
  expect(plain.id).toBe(before);
  expect(plain.view.id).toBe(before);
  expect(named.id).toBe('checkout');
});

it('keeps the id a machine was made with, whatever becomes of the options', () => {
  const options: { id?: string | undefined } = { id: 'first' };
  const first = new Machine(schema, options as MachineOptions);
  options.id = 'second';
  const second = new Machine(schema, options as MachineOptions);
  options.id = undefined;
  const plain = new Machine(schema, options as MachineOptions);
  const { id } = plain;
  options.id = 'late';
  for (const machine of [first, second, plain]) machine.view.rest?.();
  expect([first.id, second.id, plain.id]).toEqual(['first', 'second', id]);
});

it('makes a text of an id that is a number', () => {
  const machine = new Machine(schema, { id: 17 as unknown as string });
  machine.view.rest?.();
  expect([machine.id, machine.view.id]).toEqual(['17', '17']);
});

it('leaves an id as it was given when it looks like one that was not', () => {
  const ids = ['0123456789abcdef', idText(5).toUpperCase(), `${idText(5)} `, ''];
  for (const id of ids) {
    const machine = new Machine(schema, { id });
    machine.view.rest?.();
    expect(machine.id).toBe(id);
  }
});
