import type { TraceContext } from '../../tracer/index.js';
import { NO_CONTEXT } from './span-sink.js';

/** A transition and its span. */
export interface TxSpan {
  readonly txId: string;
  readonly context: TraceContext;
}

/** Where what is packed stands: mostly in one trace, else in one of those before. */
export interface TracePlace {
  readonly context: TraceContext;
  readonly before: readonly TraceContext[];
}

export const NO_PLACE: TracePlace = Object.freeze({ context: NO_CONTEXT, before: [] });

/** Whether they are of one trace, and sampled alike. */
export function isAlike(a: TraceContext, b: TraceContext): boolean {
  return a.traceId === b.traceId && a.traceFlags === b.traceFlags && a.traceState === b.traceState;
}

/** Whether they are of one span. */
export function isSame(a: TraceContext, b: TraceContext): boolean {
  return a.spanId === b.spanId && isAlike(a, b);
}

/** Longest step from an id to the next one that is written as one code. */
export const MOST_STEPS = 115;

/** What an id is written as, where it is of 16 hexadecimal digits; what comes from one place mostly counts on. */
export const ID = {
  /** It is another text. */
  text: 0,
  whole: 1,
  /** All but the last four digits are those of the one before. */
  near: 2,
  /** The first eight digits are known of other machines: one code each. */
  begun: 3,
  /** It was written before: one code each. */
  known: 7,
  /** So much more or less than the one before: one code each. */
  step: 15,
} as const;

/** What a context is written as. */
export const CONTEXT = {
  none: 0,
  /** Of the same trace as the one before, and sampled alike; so are the others but the next ones. */
  whole: 1,
  near: 2,
  other: 3,
  /** Of another one that vendors added to. */
  stated: 4,
  /** Of another one that is known, as follows: one code each. */
  back: 5,
  /** It was written before: one code each. */
  known: 8,
  /** Its span is so many after or before the last one: one code each. */
  step: 24,
} as const;

/** Of 32 bits each. */
export const TRACE_ID_HALVES = 4;

export const MOST_BEGUN = ID.known - ID.begun;
/** Besides the one of most contexts. */
export const MOST_TRACES = CONTEXT.known - CONTEXT.back;
export const MOST_KNOWN_IDS = ID.step - ID.known;
export const MOST_KNOWN_CONTEXTS = CONTEXT.step - CONTEXT.known;

/** What the length of a text says besides. */
export const TEXT = {
  /** It is an id of 16 hexadecimal digits. */
  id: 0,
  narrow: 1,
  /** Some of its characters take two codes, hence all do: else all of what is packed would. */
  wide: 2,
} as const;

/** Counts are written in groups of seven bits, the lowest first; a bit above them says that more follow. */
export const SEVEN_BITS = 0x7f;
export const MORE = 0x80;

/** So many times of today are in a millisecond. */
export const TIMES_PER_MS = 4096;

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** The bytes of a number; the same list again at the next call. */
export function bytesOf(value: number): Uint8Array {
  float[0] = value;
  return floatBytes;
}

/** The number whose bytes are told one after the other. */
export function numberOf(next: () => number): number {
  for (let i = 0; i < floatBytes.length; i++) floatBytes[i] = next();
  return float[0] as number;
}
