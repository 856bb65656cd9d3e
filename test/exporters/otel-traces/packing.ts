import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import type { TraceContext } from '../../../src/tracer/index.js';

/** What may be packed: of one process, which gives out ids one after the other, and of anybody else. */

export const LIKE: TraceContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

/** A trace that began after another one. */
export const PLACE = { context: LIKE, before: ['b', 'd'].map((digit) => ({ ...LIKE, traceId: digit.repeat(32) })) };

const hex = (digits: number) =>
  fc.string({ minLength: digits, maxLength: digits, unit: fc.constantFrom(...Array.from('0123456789abcdef')) });

const step = fc.oneof(fc.nat(300), fc.nat(0xffff), fc.nat(0xffffffff)).map((low) => low.toString(16).padStart(8, '0'));

/** Of 16 hexadecimal digits. */
export const hexIds = fc.oneof(
  fc.tuple(fc.constantFrom('b7ad6b71', '00000000', 'ffffffff'), step).map((halves) => halves.join('')),
  hex(16),
);

export const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('B7AD6B7169203331', 'b7ad6b716920333', '0x00000000000001', '\xff', '\u0100', '\ud800', '__proto__'),
);

export const ids = fc.oneof(hexIds, texts);

/** Of today, by a clock that shows fractions, and of any other time. */
export const times = fc.oneof(
  fc.integer({ min: -10, max: 2 ** 36 }).map((units) => 1_795_000_000_000 + units / 4096),
  fc.integer({ min: -(2 ** 41), max: 2 ** 41 }),
  fc.double(),
  fc.constantFrom(NaN, -0, 0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53),
);

const states = [createTraceState('vendor=1'), createTraceState('vendor=1,other=größe ✓')];

export const contexts: fc.Arbitrary<TraceContext> = fc
  .record({
    traceId: fc.oneof(
      { weight: 4, arbitrary: fc.constant(LIKE.traceId) },
      fc.constantFrom('b'.repeat(32), 'c'.repeat(32), 'd'.repeat(32)),
      hex(32),
    ),
    spanId: hexIds,
    traceFlags: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.nat(1000)),
    traceState: fc.option(fc.constantFrom(...states), { nil: undefined, freq: 4 }),
  })
  .map(({ traceState, ...context }) => (traceState === undefined ? context : { ...context, traceState }));

const values = fc.oneof(
  ids,
  fc.constantFrom('word', 'other'),
  times,
  fc.nat(),
  fc.boolean(),
  fc.array(texts, { maxLength: 3 }),
);
const names = fc.oneof(
  fc.constantFrom('a', 'b.c', 'd', 'i3:abc', '1:', ''),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

export const attributes = fc.option(
  fc.dictionary(
    names.filter((name) => name !== '__proto__'),
    values,
    { noNullPrototype: true, maxKeys: 8 },
  ),
  { nil: undefined },
);

/** A context as it can be compared: states of traces are read from text. */
export function told(context: TraceContext | undefined): unknown {
  return context && { ...context, traceState: context.traceState?.serialize() };
}
