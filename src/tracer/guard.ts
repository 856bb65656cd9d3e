import { FORM } from '../copies.js';
import type { BreakerLimits } from './breaker-limits.js';
import type { Breaker } from './breaker.js';
import type { Tracer } from './tracer.js';

/** Told of everything a tracer throws, and when it is left out for being slow; must not throw itself. */
export type TracerErrorSink = (tracer: Tracer, callback: string, error: unknown) => void;

/** What the tracers of this process have in common. */
export interface Guard {
  /** Callbacks take the long way: they are measured, or somebody is left out. */
  on: boolean;
  /** Callbacks are measured. */
  measuring: boolean;
  /** Breakers that are not closed, or have machines that still miss callbacks. */
  troubled: number;
  /** Transitions until the clock is read again, and how many lie between two readings now. */
  left: number;
  stride: number;
  readAtMs: number;
  errorSink: TracerErrorSink | undefined;
  /** Of the tracers that ever failed. */
  readonly breakers: WeakMap<Tracer, Breaker>;
  /** Of the tracers that were given some. */
  readonly limits: WeakMap<Tracer, BreakerLimits>;
}

/** Transitions between two readings of the clock while they follow each other fast. */
const STRIDE = 16;
/** Slower than this, callbacks are measured: next to it two readings of the clock are nothing. */
const FAST_MS = 1;

const KEY = Symbol.for(`statescope.tracerGuard.${FORM}`);

const holder = globalThis as { [KEY]?: Guard | undefined };

/** One for the process, whichever copies of the package (ESM, CJS) are loaded. */
export const guard: Guard = (holder[KEY] ??= {
  on: false,
  measuring: false,
  troubled: 0,
  left: 0,
  stride: 1,
  readAtMs: Number.NEGATIVE_INFINITY,
  errorSink: undefined,
  breakers: new WeakMap(),
  limits: new WeakMap(),
});

/**
 * Decides by the pace of transitions whether callbacks are measured: always while transitions take a millisecond or more,
 * waiting included; else the clock is read once in 16 of them, and a sink that turns slow changes the pace.
 */
export function takePace(): void {
  const nowMs = performance.now();
  const isFast = nowMs - guard.readAtMs < guard.stride * FAST_MS;
  guard.readAtMs = nowMs;
  guard.stride = isFast ? STRIDE : 1;
  guard.left = guard.stride;
  guard.measuring = !isFast;
  guard.on = guard.measuring || guard.troubled > 0;
}

/** One breaker more or less that matters to callbacks. */
export function countTroubled(change: 1 | -1): void {
  guard.troubled += change;
  guard.on = guard.measuring || guard.troubled > 0;
}
