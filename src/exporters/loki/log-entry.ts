/** The level of a line, as label `level` has it; a closed set. */
export type LokiLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line on its way to Loki: JSON already, so that a body is put together of its entries. */
export interface LogEntry {
  /** Pairs that are added to the labels which all streams of the client have. */
  readonly labels: string;
  /**
   * Nanoseconds since the epoch as digits, later in every entry of a client; line; structured metadata. An array, but for what all of
   * them have in common: {@link BEFORE} and {@link AFTER}.
   */
  readonly value: string;
  /** Bytes it takes, roughly. */
  readonly size: number;
}

/** What stands before a {@link LogEntry.value}. */
export const BEFORE = '["';
/** What stands behind it. */
export const AFTER = ']';

/** The pairs of an object, as JSON has them between its brackets. */
export function jsonPairs(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(values).slice(1, -1);
}

/** Characters of the names and values. */
export function lengthOf(values: Readonly<Record<string, string>>): number {
  let length = 0;
  for (const name in values) length += name.length + (values[name]?.length ?? 0);
  return length;
}
