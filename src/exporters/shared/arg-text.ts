import { HIDDEN, isSecret } from '../../tracer/index.js';

/** Longest text of an argument in telemetry, the dots included (telemetry specification §1.3). */
export const ARG_LENGTH = 20;

const DOTS = '...';

/**
 * The text of one mutation argument: short, cheap and safe. Objects are told by their class alone, for their content
 * was not what the name of the argument allowed.
 */
export function argText(value: unknown, length = ARG_LENGTH): string {
  return cutTo(length, wholeText(value));
}

/** A text of at most so many characters, the dots included. */
export function cutTo(length: number, text: string): string {
  return text.length <= length ? text : text.slice(0, length - DOTS.length) + DOTS;
}

/** The names that the `args` option of a mark allows; nothing is allowed by default. */
export function allowedArgs(options: Readonly<Record<string, unknown>>): readonly string[] {
  const { args } = options;
  return Array.isArray(args) ? args.filter((name): name is string => typeof name === 'string') : [];
}

/** The text of an argument before it is cut; never throws. */
export function wholeText(value: unknown): string {
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
