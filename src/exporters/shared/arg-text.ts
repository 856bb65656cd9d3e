import { HIDDEN, isSecret } from '../../tracer/index.js';

/** Longest text of an argument in telemetry, the dots included (telemetry specification §1.3). */
const ARG_LENGTH = 20;

const DOTS = '...';

/**
 * The text of one mutation argument: short, cheap and safe. Objects are told by their class alone, for their content
 * was not what the name of the argument allowed.
 * @param length where it is cut. @default 20
 * @param hide applied to the whole text before it is cut, which could leave half of a secret
 */
export function argText(value: unknown, length = ARG_LENGTH, hide = (text: string): string => text): string {
  const text = hide(wholeText(value));
  return text.length <= length ? text : text.slice(0, length - DOTS.length) + DOTS;
}

function wholeText(value: unknown): string {
  try {
    if (isSecret(value)) return HIDDEN;
    if (value instanceof Error) return value.message;
    if (value instanceof Date || value instanceof URL) return String(value);
    if (typeof value === 'function') return '[function]';
    if (typeof value === 'object' && value !== null) return `[${value.constructor.name}]`;
    return String(value);
  } catch {
    return '[unreadable]';
  }
}
