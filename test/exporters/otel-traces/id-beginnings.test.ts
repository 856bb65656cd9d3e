import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';
import { PLACE } from './packing.js';

const packed = (...ids: readonly string[]): string => {
  const packer = new Packer(PLACE);
  for (const id of ids) packer.id(id);
  return packer.packed() as string;
};

it('ids that begin like one before take a few bytes, and again one', () => {
  expect(packed('1234567800000001')).toHaveLength(9);
  expect(packed('1234567800000002')).toHaveLength(2);
  expect(packed('1234567800012345')).toHaveLength(4);
  expect(packed('1234567800000002', 'any', '1234567800000002')).toHaveLength(2 + 5 + 1);
});

it('ids that begin at random do not take the place of those that begin alike', () => {
  for (let i = 0; i < 1000; i++) packed(`${String(i).padStart(8, 'a')}00000001`);
  packed('abcdabcd00000001');
  expect(packed('abcdabcd00000002')).toHaveLength(2);
});

it('beginnings that come too late are written out', () => {
  const begins = Array.from({ length: 10 }, (_, i) => `${String(i).repeat(8)}00000001`);
  const sizes = begins.map((id) => [packed(id), packed(id)][1]?.length);
  expect(sizes.slice(-5)).toEqual([9, 9, 9, 9, 9]);
  for (const id of begins) expect(new Unpacker(packed(id), PLACE).id()).toBe(id);
});
