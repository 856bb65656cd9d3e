import fc from 'fast-check';
import { packAttributes, unpackAttributes } from '../../../src/exporters/otel-traces/packed-attributes.js';
import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import type { SpanAttributes } from '../../../src/exporters/otel-traces/index.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';
import { PLACE, attributes } from './packing.js';

const WORDS = ['word', 'b7ad6b7169203331'];

const packed = (...all: readonly (SpanAttributes | undefined)[]): string => {
  const packer = new Packer(PLACE);
  for (const each of all) packAttributes(packer, each, WORDS);
  return packer.packed() as string;
};

const roundTrip = (all: readonly (SpanAttributes | undefined)[]): readonly unknown[] => {
  const unpacker = new Unpacker(packed(...all), PLACE);
  return all.map(() => unpackAttributes(unpacker, WORDS));
};

it('attributes take no more than their values once others had the same names', () => {
  const some = {
    id: WORDS[1] as string,
    name: 'word',
    multi: false,
    tick: 3,
    tx: '1234567812345678',
    again: '1234567812345678',
  };
  packed(some);
  expect(packed({ ...some, tick: 4 })).toHaveLength(1 + 1 + 6 + 1);
  expect(packed(undefined)).toHaveLength(1);
});

it('attributes are unpacked as they were packed, in their order', () => {
  fc.assert(
    fc.property(fc.array(attributes, { maxLength: 5 }), (all) => {
      const back = roundTrip(all);
      expect(back).toEqual(all);
      expect(back.map((each) => each && Object.keys(each))).toEqual(all.map((each) => each && Object.keys(each)));
    }),
    { numRuns: 500 },
  );
});

it('any number of different names is packed, the last ones whole', () => {
  const all = Array.from({ length: 2000 }, (_, i) => ({ [`name ${String(i)}`]: i, more: 'text' }));
  expect(all.map((each) => roundTrip([each])[0])).toEqual(all);
  expect(packed({ 'name 1': 1 }).length).toBeGreaterThan(10);
});
