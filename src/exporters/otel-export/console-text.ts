import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { ATTR } from '../../semconv.js';

/** Characters that would break a line, or speak to a terminal. */
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;
const NEEDS_QUOTES = /[\s"=]|^$/;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Milliseconds since the epoch. */
export function msOf([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}

/** `2026-11-21T18:14:47.123Z`. */
export function timeText(time: HrTime): string {
  const ms = Math.floor(msOf(time));
  // A clock of a test, or a broken one, may be anywhere.
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

/** A text that keeps to its line. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, (character) => ESCAPES[character] ?? hexOf(character));
}

/** ` key=value key="two words"`; nothing for none. */
export function pairsText(attributes: Readonly<Record<string, unknown>>, hidden: ReadonlySet<string>): string {
  const shown = Object.entries(attributes).filter(([key, value]) => !hidden.has(key) && value !== undefined);
  return shown.map(([key, value]) => ` ${oneLine(key)}=${valueText(value)}`).join('');
}

/** ` trace=... span=...`; nothing without a span. */
export function spanContextText(context: SpanContext | undefined): string {
  return context === undefined ? '' : ` trace=${context.traceId} span=${context.spanId}`;
}

/** JSON on one line, whatever the values are. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    return inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner;
  });
}

/** The name of the service that a record comes from. */
export function serviceOf({ attributes }: Resource): string | undefined {
  const name = attributes[ATTR.serviceName];
  return typeof name === 'string' ? name : undefined;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.map(String).join(',') : jsonText(value);
  return NEEDS_QUOTES.test(text) ? `"${oneLine(text.replace(/["\\]/g, '\\$&'))}"` : oneLine(text);
}

function jsonText(value: unknown): string {
  return typeof value === 'object' && value !== null ? jsonLine(value as Record<string, unknown>) : String(value);
}

function hexOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
