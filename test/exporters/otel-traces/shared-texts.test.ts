import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import { SharedTexts } from '../../../src/exporters/otel-traces/shared-texts.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';
import { PLACE } from './packing.js';

it('texts keep the numbers they get', () => {
  const texts = new SharedTexts();
  const numbers = ['A', 'B', '', 'A', '__proto__'].map((text) => texts.numberOf(text));
  expect(numbers).toEqual([1, 2, 3, 1, 4]);
  expect(numbers.map((number) => texts.textOf(number))).toEqual(['A', 'B', '', 'A', '__proto__']);
});

it('texts that come too late, or are long, get none', () => {
  const texts = new SharedTexts(2, 5);
  expect(['123456', '12345', 'B', 'C', 'B'].map((text) => texts.numberOf(text))).toEqual([0, 1, 2, 0, 2]);
});

it('names are packed whole once there are too many of them', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `name ${String(i)}`);
  const packed = names.map((name) => {
    const packer = new Packer(PLACE);
    packer.name(name);
    return packer.packed() as string;
  });
  expect(packed.map((text) => new Unpacker(text, PLACE).name())).toEqual(names);
  expect([packed[100], packed[1000], packed[9999]].map((text) => text?.length)).toEqual([1, 2, 11]);
});
