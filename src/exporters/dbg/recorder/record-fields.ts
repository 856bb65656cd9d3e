import { calledStates } from './plan-records.js';
import { foldSign, LONGEST_ID, putNumber } from '../stream/index.js';

/** Called states, with their count in front. Debuggers index by them without a look: an unknown one is not told. */
export function putCalled(
  bytes: Uint8Array,
  from: number,
  called: readonly string[],
  index: ReadonlyMap<string, number>,
): number {
  const [first = ''] = called;
  const state = called.length === 1 ? index.get(first) : undefined;
  if (state === undefined) return putNumbers(bytes, from, calledStates(called, index));
  bytes[from] = 1;
  return putNumber(bytes, from + 1, state);
}

/** Numbers, with their count in front. */
export function putNumbers(bytes: Uint8Array, from: number, numbers: readonly number[]): number {
  let at = putNumber(bytes, from, numbers.length);
  for (const number of numbers) at = putNumber(bytes, at, number);
  return at;
}

/** All clocks as they are. */
export function putTime(bytes: Uint8Array, from: number, time: readonly number[]): number {
  bytes[from] = 1;
  return putNumbers(bytes, from + 1, time);
}

/** Clocks that changed, and by how much. */
export interface Changes {
  readonly ticking: readonly number[];
  readonly ticks: readonly number[];
}

export function putChanges(bytes: Uint8Array, from: number, { ticking, ticks }: Changes): number {
  bytes[from] = 0;
  let at = putNumber(bytes, from + 1, ticking.length);
  for (let i = 0; i < ticking.length; i++) {
    at = putNumber(bytes, at, ticking[i] as number);
    at = putNumber(bytes, at, foldSign(ticks[i] as number));
  }
  return at;
}

/** An id in full, with its length in front. */
export function putId(bytes: Buffer, from: number, id: string): number {
  const length = bytes.latin1Write(id, from + 1, LONGEST_ID);
  bytes[from] = length;
  return from + 1 + length;
}

/** What was encoded before, with its length in front. */
export function putPart(bytes: Buffer, from: number, part: Buffer): number {
  const at = putNumber(bytes, from, part.length);
  bytes.set(part, at);
  return at + part.length;
}
