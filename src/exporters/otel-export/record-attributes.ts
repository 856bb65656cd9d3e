import type { AnyValue, LogAttributes } from '@opentelemetry/api-logs';
import type { RecordLimits } from './record-limits.js';

/** Attributes that may be exported, and how many of those given may not. */
export interface CheckedAttributes {
  readonly attributes: LogAttributes;
  readonly dropped: number;
}

const MOST_ATTRIBUTES = 128;
/** Deeper values are of no use, or go round in circles. */
const MOST_DEPTH = 16;

/** A copy of attributes within the limits; what OpenTelemetry has no value for is left out. */
export function checkedAttributes(given: LogAttributes, limits: RecordLimits): CheckedAttributes {
  const { attributeCount = MOST_ATTRIBUTES, attributeLength = Infinity } = limits;
  const attributes = { ...given };
  let left = attributeCount;
  for (const key in attributes) {
    if (--left >= 0 && key !== '' && isPlain(attributes[key], attributeLength)) continue;
    return cutAttributes(given, attributeCount, attributeLength);
  }
  return { attributes, dropped: 0 };
}

/** The values that nearly all attributes have, which stay as they are. */
function isPlain(value: AnyValue, length: number): boolean {
  if (typeof value === 'string') return value.length <= length;
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each.length <= length);
}

function cutAttributes(given: LogAttributes, count: number, length: number): CheckedAttributes {
  const attributes: LogAttributes = {};
  let kept = 0;
  let dropped = 0;
  for (const [key, value] of Object.entries(given)) {
    if (key === '' || !isAnyValue(value)) continue;
    if (kept < count) {
      attributes[key] = cut(value, length);
      kept += 1;
    } else dropped += 1;
  }
  return { attributes, dropped };
}

/** Whether OpenTelemetry has such a value; one that goes round in circles would cost the whole batch. */
export function isAnyValue(value: unknown, depth = 0): value is AnyValue {
  if (value === undefined || value === null || value instanceof Uint8Array) return true;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth >= MOST_DEPTH) return false;
  if (Array.isArray(value)) return value.every((each) => isAnyValue(each, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((each) => isAnyValue(each, depth + 1));
}

function cut(value: AnyValue, length: number): AnyValue {
  if (typeof value === 'string') return value.length <= length ? value : value.slice(0, length);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((each) => cut(each, length));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cut(each, length)]));
}
