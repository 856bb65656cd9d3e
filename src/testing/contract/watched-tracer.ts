import type { Tracer } from '../../tracer/index.js';
import { CALLBACKS } from './callbacks.js';
import type { AnyCallback } from './callbacks.js';
import type { CallbackName } from '../records.js';

/** Told of a callback before the tracer is; may replace what it is given. */
export type Intercept = (callback: CallbackName, given: readonly unknown[]) => readonly unknown[];

/**
 * The tracer with every callback it has wrapped: what they throw is kept, which the machine itself would hide.
 * @param thrown gets `callback: message` for each throw
 */
export function watchedTracer(tracer: Tracer, thrown: string[], intercept: Intercept = (_, given) => given): Tracer {
  const { id, signal, writesTraceContext, inheritable, logLevel } = tracer;
  const own = { id, signal, writesTraceContext, inheritable, logLevel };
  const watched: Record<string, unknown> = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined),
  );
  for (const callback of CALLBACKS) {
    if (typeof tracer[callback] !== 'function') continue;
    watched[callback] = (...given: readonly unknown[]): unknown =>
      calling(tracer, callback, intercept(callback, given), thrown);
  }
  return watched as unknown as Tracer;
}

/** Calls a callback the tracer may have; what it throws is kept. */
export function calling(tracer: Tracer, callback: CallbackName, given: readonly unknown[], thrown: string[]): unknown {
  try {
    return (tracer[callback] as AnyCallback | undefined)?.apply(tracer, [...given]);
  } catch (error) {
    thrown.push(`${callback}: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}
