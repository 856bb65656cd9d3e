import type { OtlpAttribute, OtlpValue } from './otlp-traces.js';

/** A tag of a span or a process, or a field of a log, as Jaeger's JSON has it. */
export interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  readonly value: string | number | boolean;
}

/** A tag of text. */
export const textTag = (key: string, value: string): JaegerTag => ({ key, type: 'string', value });

/** Attributes as tags: lists and maps become JSON, as Jaeger itself stores them. */
export function tagsOf(attributes: readonly OtlpAttribute[]): readonly JaegerTag[] {
  return attributes.map(({ key, value = {} }) => tagOf(key, value));
}

function tagOf(key: string, value: OtlpValue): JaegerTag {
  if (value.stringValue !== undefined) return textTag(key, value.stringValue);
  if (value.boolValue !== undefined) return { key, type: 'bool', value: value.boolValue };
  if (value.intValue !== undefined) return { key, type: 'int64', value: safeInteger(value.intValue) };
  if (value.doubleValue !== undefined) {
    const number = Number(value.doubleValue);
    // JSON has no NaN and no infinity.
    return Number.isFinite(number) ? { key, type: 'float64', value: number } : textTag(key, String(value.doubleValue));
  }
  if (value.bytesValue !== undefined) return { key, type: 'binary', value: value.bytesValue };
  const plain = plainOf(value);
  return textTag(key, plain === undefined ? '' : JSON.stringify(plain));
}

/** What JavaScript cannot hold exactly stays text. */
function safeInteger(value: string | number): string | number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function plainOf(value: OtlpValue): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map((one) => plainOf(one) ?? null);
  if (value.kvlistValue !== undefined) {
    const entries = (value.kvlistValue.values ?? []).map(({ key, value: inner = {} }) => [key, plainOf(inner) ?? null]);
    return Object.fromEntries(entries) as unknown;
  }
  if (value.intValue !== undefined) return safeInteger(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}
