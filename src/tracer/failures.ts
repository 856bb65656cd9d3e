import { BREAKER, NEVER_OPEN } from './breaker-limits.js';
import type { BreakerLimits } from './breaker-limits.js';
import { Breaker } from './breaker.js';
import type { TracerHealth } from './breaker.js';
import { guard } from './guard.js';
import type { TracerErrorSink } from './guard.js';
import type { Tracer } from './tracer.js';

/** Sets where errors of tracers go besides being counted, for the whole process, and that one is too slow. @default nowhere */
export function setTracerErrorSink(sink: TracerErrorSink | undefined): void {
  guard.errorSink = sink;
}

/** What is known of a tracer that failed, or was slow; undefined for one that never was. */
export function healthOf(tracer: Tracer): TracerHealth | undefined {
  return guard.breakers.get(tracer);
}

/** What is known of a tracer. */
export interface TracerStats extends TracerHealth {
  readonly id: string;
}

/** What is known of some tracers; one that never failed has zeros. */
export function tracerStats(tracers: readonly Tracer[]): readonly TracerStats[] {
  return tracers.map((tracer) => {
    const { errors, firstError, slow, slowestMs, slowestIn, skipped, opened, state, cause } =
      healthOf(tracer) ?? UNTOUCHED;
    const slowLimitMs = limitsOf(tracer).slowMs;
    return {
      id: idOf(tracer),
      errors,
      firstError,
      slow,
      slowLimitMs,
      slowestMs,
      slowestIn,
      skipped,
      opened,
      state,
      cause,
    };
  });
}

const UNTOUCHED: TracerHealth = /* @__PURE__ */ new Breaker(BREAKER);

/**
 * Sets when tracers are left out; those that are `essential` never are.
 * @param limits `false` for never; what is missing is as in {@link BREAKER}
 */
export function limitBreakers(tracers: readonly Tracer[], limits: Partial<BreakerLimits> | false): void {
  const all = limits === false ? NEVER_OPEN : { ...BREAKER, ...limits };
  for (const tracer of tracers) {
    guard.limits.set(tracer, all);
    const breaker = guard.breakers.get(tracer);
    if (breaker !== undefined) breaker.limits = limitsOf(tracer);
  }
}

/** When a tracer is left out. */
export function limitsOf(tracer: Tracer): BreakerLimits {
  return isEssential(tracer) ? NEVER_OPEN : (guard.limits.get(tracer) ?? BREAKER);
}

function isEssential(tracer: Tracer): boolean {
  try {
    return tracer.essential === true;
  } catch {
    // A property that cannot be read is not one to be trusted.
    return false;
  }
}

/** Reads a property of a tracer, which may be a getter that throws: that counts as an error of the tracer. */
export function propertyOf<K extends keyof Tracer>(tracer: Tracer, name: K): Tracer[K] | undefined {
  try {
    return tracer[name];
  } catch (error) {
    reportTracerError(tracer, name, error);
    return undefined;
  }
}

/** The id of a tracer, also of one that can't tell it; that alone is no error. */
export function idOf(tracer: Tracer): string {
  try {
    return tracer.id;
  } catch {
    return '(unreadable)';
  }
}

/** The breaker of a tracer that fails now. */
export function breakerOf(tracer: Tracer): Breaker {
  let breaker = guard.breakers.get(tracer);
  if (breaker === undefined) guard.breakers.set(tracer, (breaker = new Breaker(limitsOf(tracer))));
  return breaker;
}

/** Counts and hands on what a tracer, or a logger in the place of one, threw. */
export function reportTracerError(tracer: Tracer, callback: string, error: unknown): void {
  breakerOf(tracer).failed(callback, error);
  guard.errorSink?.(tracer, callback, error);
}

/** Counts a call that took too long, and tells of it where that leaves the tracer out. */
export function reportSlowTracer(tracer: Tracer, callback: string, tookMs: number, nowMs: number): void {
  const breaker = breakerOf(tracer);
  const { opened } = breaker;
  breaker.wasSlow(callback, tookMs, nowMs);
  if (breaker.opened === opened) return;
  const took = `${String(Math.round(tookMs))} ms`;
  guard.errorSink?.(
    tracer,
    callback,
    new Error(`it blocks machines again and again, now for ${took}: it is left out for a while`),
  );
}

/** What a callback returned: nobody waits for a promise, but its rejection must not end the process. */
export function watchResult(tracer: Tracer, callback: string, result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result) || typeof result.then !== 'function') return;
  Promise.resolve(result as PromiseLike<unknown>).catch((error: unknown) => {
    reportTracerError(tracer, callback, error);
  });
}
