import { gobError } from './gob-reader.js';

/** An instant as gob carries it: Go's `time.Time` to the nanosecond, with the zone it was written in (debugger specification §3.7). */
export interface GobTime {
  /** Whole seconds since 1970-01-01 UTC; negative before. */
  readonly seconds: number;
  /** 0 to 999,999,999 nanoseconds on top. */
  readonly nanoseconds: number;
  /** Seconds east of UTC; undefined for UTC itself. */
  readonly offsetSeconds: number | undefined;
}

/** Seconds from the first of January of the year 1 to 1970. */
const YEAR_ONE = 62_135_596_800n;
const LENGTH = 15;
const UTC = -1;
const SECONDS_AT = 1;
const NANOSECONDS_AT = 9;
const ZONE_AT = 13;
const MAX_NANOSECONDS = 999_999_999;

/**
 * Reads the bytes of a time.
 * @throws MachineError `GOB` when they are none
 */
export function readTime(bytes: Uint8Array): GobTime {
  const version = bytes[0] ?? 0;
  if (bytes.length !== LENGTH + version - 1 || version < 1 || version > 2) {
    throw gobError(`a time of version ${String(version)} and ${String(bytes.length)} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const nanoseconds = view.getInt32(NANOSECONDS_AT);
  if (nanoseconds < 0 || nanoseconds > MAX_NANOSECONDS) throw gobError(`a time of ${String(nanoseconds)} nanoseconds`);
  const minutes = view.getInt16(ZONE_AT);
  const rest = version === 2 ? view.getInt8(LENGTH) : 0;
  return {
    seconds: Number(view.getBigInt64(SECONDS_AT) - YEAR_ONE),
    nanoseconds,
    offsetSeconds: minutes === UTC ? undefined : minutes * 60 + rest,
  };
}

/** The bytes of a time. */
export function timeBytes({ seconds, nanoseconds, offsetSeconds }: GobTime): Uint8Array {
  const minutes = offsetSeconds === undefined ? UTC : Math.trunc(offsetSeconds / 60);
  const rest = offsetSeconds === undefined ? 0 : offsetSeconds % 60;
  const view = new DataView(new ArrayBuffer(rest === 0 ? LENGTH : LENGTH + 1));
  view.setUint8(0, rest === 0 ? 1 : 2);
  view.setBigInt64(SECONDS_AT, BigInt(seconds) + YEAR_ONE);
  view.setInt32(NANOSECONDS_AT, nanoseconds);
  view.setInt16(ZONE_AT, minutes);
  if (rest !== 0) view.setInt8(LENGTH, rest);
  return new Uint8Array(view.buffer);
}

/** A time of this process, in milliseconds since 1970 with a fraction, in UTC. */
export function gobTime(ms: number): GobTime {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.floor((ms - seconds * 1000) * 1_000_000), offsetSeconds: undefined };
}

/** Milliseconds since 1970, with a fraction. */
export function timeMs({ seconds, nanoseconds }: GobTime): number {
  return seconds * 1000 + nanoseconds / 1_000_000;
}
