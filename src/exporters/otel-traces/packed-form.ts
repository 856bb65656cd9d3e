/** What a context is written as. */
export const CONTEXT = {
  none: 0,
  /** Of the same trace as the one before, and sampled alike. */
  alike: 1,
  other: 2,
  /** Of another one that vendors added to. */
  stated: 3,
} as const;

export const SPAN_ID_BYTES = 8;
export const TRACE_ID_BYTES = 16;

/** What kind of value follows. */
export const VALUE = { text: 0, id: 1, number: 2, count: 3, false: 4, true: 5, list: 6 } as const;

/** Counts are written in groups of seven bits, the lowest first; a bit above them says that more follow. */
export const SEVEN_BITS = 0x7f;
export const MORE = 0x80;

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

/** The names of attributes, in their order: what spans of one kind have in common. There are few. */
const shapes: (readonly string[])[] = [];
const numbers = new Map<string, number>();

/** The number of a list of names, from 1. */
export function shapeNumber(names: readonly string[]): number {
  const key = names.join('\n');
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = shapes.push(names)));
  return number;
}

/** The list of names that has a number. */
export function shapeOf(number: number): readonly string[] {
  return shapes[number - 1] ?? [];
}
