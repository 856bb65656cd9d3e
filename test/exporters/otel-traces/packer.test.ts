import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';
import type { TracePlace } from '../../../src/exporters/otel-traces/packed-form.js';
import type { TraceContext } from '../../../src/tracer/index.js';
import { LIKE, PLACE, contexts, hexIds, ids, texts, times, told } from './packing.js';

const SINCE_MS = 1_795_000_000_000.25;

/** How to write each kind of value, and to read it in a form that can be compared. */
const kinds = {
  byte: { of: fc.nat(255), write: (packer, value) => packer.byte(value as number), read: (from) => from.byte() },
  count: {
    of: fc.oneof(fc.nat(300), fc.maxSafeNat()),
    write: (packer, value) => packer.count(value as number),
    read: (from) => from.count(),
  },
  number: { of: fc.double(), write: (packer, value) => packer.number(value as number), read: (from) => from.number() },
  time: {
    of: times,
    write: (packer, value) => packer.time(value as number, SINCE_MS),
    read: (from) => from.time(SINCE_MS),
  },
  text: {
    of: fc.oneof(ids, fc.string({ minLength: 5000, maxLength: 5100 })),
    write: (packer, value) => packer.text(value as string),
    read: (from) => from.text(),
  },
  name: { of: texts, write: (packer, value) => packer.name(value as string), read: (from) => from.name() },
  id: { of: ids, write: (packer, value) => packer.id(value as string), read: (from) => from.id() },
  context: {
    of: fc.option(contexts, { nil: undefined }),
    write: (packer, value) => packer.context(value as TraceContext | undefined),
    read: (from) => told(from.context()),
  },
  transition: {
    of: fc.record({ txId: ids, context: contexts }),
    write: (packer, value) => packer.transition(value as { txId: string; context: TraceContext }),
    read(from) {
      const { txId, context } = from.transition();
      return { txId, context: told(context) };
    },
  },
} satisfies Record<string, Kind>;

interface Kind {
  readonly of: fc.Arbitrary<unknown>;
  readonly write: (packer: Packer, value: unknown) => void;
  readonly read: (unpacker: Unpacker) => unknown;
}

/** Values as they are read. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'object') return value;
  const { txId, context } = value as { txId?: string; context?: TraceContext };
  return context === undefined ? told(value as TraceContext) : { txId, context: told(context) };
};

const items = fc.array(
  fc.constantFrom(...Object.values<Kind>(kinds)).chain((kind) => kind.of.map((value) => ({ kind, value }))),
  { maxLength: 40 },
);

const packedBy = (write: (packer: Packer) => void, place: TracePlace = PLACE): string => {
  const packer = new Packer(place);
  write(packer);
  return packer.packed() as string;
};

it('what was packed is what is unpacked', () => {
  fc.assert(
    fc.property(items, (written) => {
      const packed = packedBy((packer) => written.forEach(({ kind, value }) => kind.write(packer, value)));
      const unpacker = new Unpacker(packed, PLACE);
      expect(written.map(({ kind }) => kind.read(unpacker))).toEqual(written.map(({ value }) => plain(value)));
      expect(unpacker.isAtEnd).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('what was packed takes one byte for each character', () => {
  fc.assert(
    fc.property(items, (written) => {
      const packed = packedBy((packer) => written.forEach(({ kind, value }) => kind.write(packer, value)));
      expect(packed).not.toMatch(/[^\0-\xff]/);
    }),
  );
});

it('spans of one trace that count on take a byte each, others what they do not have in common', () => {
  const sizeOf = (written: readonly Partial<TraceContext>[]): number =>
    packedBy((packer) => written.forEach((context) => packer.context({ ...LIKE, ...context }))).length;
  const next = { spanId: 'b7ad6b7169203332' };
  const other = { traceId: 'f'.repeat(32) };
  expect(sizeOf([{}])).toBe(1);
  expect(sizeOf([next])).toBe(1);
  expect(sizeOf([{ spanId: 'b7ad6b716920ffff' }])).toBe(3);
  expect(sizeOf([{ spanId: 'ffad6b7169203331' }])).toBe(9);
  expect(sizeOf([other])).toBe(26);
  expect(sizeOf([other, { ...other, ...next }])).toBe(27);
  expect(sizeOf([other, next, { ...other, spanId: 'b7ad6b7169203333' }])).toBe(30);
  expect(sizeOf(PLACE.before)).toBe(4);
});

it('a transition is found among those before it, or as many of them as asked for', () => {
  const transitions = fc.uniqueArray(fc.record({ txId: fc.oneof(hexIds, fc.string()), context: contexts }), {
    selector: ({ txId }) => txId,
    maxLength: 30,
  });
  fc.assert(
    fc.property(transitions, fc.nat(30), (written, most) => {
      const packed = packedBy((packer) => written.forEach((transition) => packer.transition(transition)));
      for (const [place, { txId, context }] of written.entries()) {
        const found = new Unpacker(packed, PLACE).find(txId, most);
        expect(told(found)).toEqual(place < most ? told(context) : undefined);
      }
    }),
  );
});

it('what comes next refers to a transition that both were told', () => {
  fc.assert(
    fc.property(ids, contexts, hexIds, (txId, context, spanId) => {
      const packed = packedBy((packer) => {
        packer.follow({ txId, context });
        packer.id(txId);
        packer.context(context);
        packer.context({ ...LIKE, spanId });
      });
      expect(packed.length).toBeLessThanOrEqual(1 + 1 + 9);
      const unpacker = new Unpacker(packed, PLACE);
      unpacker.follow({ txId, context });
      expect([unpacker.id(), told(unpacker.context()), told(unpacker.context())]).toEqual([
        txId,
        told(context),
        told({ ...LIKE, spanId }),
      ]);
    }),
  );
});

it('what vendors added to a trace is shared, or packed with it', () => {
  const traceState = createTraceState('vendor=1,other=a b');
  const state = { ...LIKE, traceState };
  const readBack = (context: TraceContext): readonly unknown[] => {
    const place = { context, before: [] };
    const packed = packedBy((packer) => {
      packer.context(state);
      packer.context({ ...state, spanId: '00f067aa0ba902b7' });
    }, place);
    const unpacker = new Unpacker(packed, place);
    const both = [unpacker.context(), unpacker.context()];
    return [packed.length, ...both.map((context) => [context?.spanId, context?.traceState?.serialize()])];
  };
  const spans = ['b7ad6b7169203331', '00f067aa0ba902b7'].map((spanId) => [spanId, 'vendor=1,other=a b']);
  expect(readBack(state)).toEqual([10, ...spans]);
  expect(readBack(LIKE)).toEqual([54, ...spans]);
});

it('times that are told by the same clock take as much as they differ', () => {
  const sizeOf = (timeMs: number): number => packedBy((packer) => packer.time(timeMs, SINCE_MS)).length;
  expect([0, 0.02, 1, 100, 10_000, 3_600_000].map((ms) => sizeOf(SINCE_MS + ms))).toEqual([1, 2, 2, 3, 4, 5]);
  expect([-0.02, -1, -100].map((ms) => sizeOf(SINCE_MS + ms))).toEqual([2, 2, 3]);
  expect([0.1, NaN, -0, Infinity].map(sizeOf)).toEqual([9, 9, 9, 9]);
});

it.each([
  ['a count beyond 2^53', (packer: Packer) => packer.count(2 ** 53)],
  ['a count that is none', (packer: Packer) => packer.count(-1)],
  [
    'a span that has another identity than the protocol knows',
    (packer: Packer) => packer.context({ ...LIKE, spanId: 'SPAN' }),
  ],
  ['a trace that has', (packer: Packer) => packer.context({ ...LIKE, traceId: 'ABC' })],
  ['a trace that has a longer one', (packer: Packer) => packer.context({ ...LIKE, traceId: `${LIKE.traceId}0` })],
  ['flags that are none', (packer: Packer) => packer.context({ ...LIKE, traceFlags: 0.5 })],
])('%s is not packed', (_, write) => {
  const packer = new Packer(PLACE);
  write(packer);
  expect(packer.packed()).toBeUndefined();
});
