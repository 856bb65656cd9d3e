import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';

const hex = (digits: number) =>
  fc.string({ minLength: digits, maxLength: digits, unit: fc.constantFrom(...Array.from('0123456789abcdef')) });
const contexts = fc.record({
  traceId: fc.oneof(fc.constant('0af7651916cd43dd8448eb211c80319c'), hex(32)),
  spanId: hex(16),
  traceFlags: fc.nat(255),
});
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  hex(16),
  fc.string({ minLength: 5000, maxLength: 5100 }),
);
const values = fc.oneof(texts, fc.double(), fc.integer(), fc.boolean(), fc.array(texts, { maxLength: 3 }));
const attributes = fc.dictionary(fc.constantFrom('a', 'b.c', 'd'), values, { noNullPrototype: true });
const kinds = {
  count: fc.nat(2 ** 31 - 1),
  flag: fc.boolean(),
  number: fc.double(),
  text: texts,
  id: texts,
  context: fc.option(contexts, { nil: undefined }),
  attributes: fc.option(attributes, { nil: undefined }),
} as const;

type Kind = keyof typeof kinds;

const LIKE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const items = fc.array(
  fc.constantFrom(...(Object.keys(kinds) as Kind[])).chain((kind) => kinds[kind].map((value) => ({ kind, value }))),
);

it('what was packed is what is unpacked', () => {
  fc.assert(
    fc.property(items, (written) => {
      const packer = new Packer(LIKE);
      for (const { kind, value } of written) (packer[kind] as (value: unknown) => void).call(packer, value);
      const unpacker = new Unpacker(packer.packed() as string, LIKE);
      expect(written.map(({ kind }) => unpacker[kind]())).toEqual(written.map(({ value }) => value));
    }),
    { numRuns: 500 },
  );
});

it('contexts of one trace share what they have in common', () => {
  const sizeOf = (traceIds: readonly string[]): number | undefined => {
    const packer = new Packer(LIKE);
    for (const traceId of traceIds) packer.context({ ...LIKE, traceId });
    return packer.packed()?.length;
  };
  const other = 'f'.repeat(32);
  expect([sizeOf([LIKE.traceId]), sizeOf([LIKE.traceId, other]), sizeOf([LIKE.traceId, other, other])]).toEqual([
    9, 35, 44,
  ]);
});

it('what vendors added to a trace is shared, or packed with it', () => {
  const traceState = createTraceState('vendor=1,other=a b');
  const state = { ...LIKE, traceState };
  const readBack = (like: typeof LIKE): readonly unknown[] => {
    const packer = new Packer(like);
    packer.context(state);
    packer.context({ ...state, spanId: '00f067aa0ba902b7' });
    const packed = packer.packed() as string;
    const unpacker = new Unpacker(packed, like);
    const contexts = [unpacker.context(), unpacker.context()];
    return [packed.length, ...contexts.map((context) => [context?.spanId, context?.traceState?.serialize()])];
  };
  const told = ['b7ad6b7169203331', '00f067aa0ba902b7'].map((spanId) => [spanId, 'vendor=1,other=a b']);
  expect(readBack(state)).toEqual([18, ...told]);
  expect(readBack(LIKE)).toEqual([54, ...told]);
});

it.each([
  ['a count beyond 2^31', (packer: Packer) => packer.count(2 ** 31)],
  [
    'a span that has another identity than the protocol knows',
    (packer: Packer) => packer.context({ ...LIKE, spanId: 'SPAN' }),
  ],
  ['a trace that has', (packer: Packer) => packer.context({ ...LIKE, traceId: 'ABC' })],
])('%s is not packed', (_, write) => {
  const packer = new Packer(LIKE);
  write(packer);
  expect(packer.packed()).toBeUndefined();
});
