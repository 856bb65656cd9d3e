import type { Breaker } from './breaker.js';
import { limitsOf, propertyOf, reportSlowTracer, reportTracerError, watchResult } from './failures.js';
import { guard } from './guard.js';
import type { Selection } from './selection.js';
import type { Tracer } from './tracer.js';
import type { HandlerCall, MachineView, TransitionView } from './views.js';

/** A tracer and what it may see of the machines it is bound to. */
export interface TracerBinding {
  readonly tracer: Tracer;
  readonly selection: Selection;
}

/** Whether a breaker keeps a callback of the machine from its tracer. */
type Rule = (breaker: Breaker, machine: MachineView) => boolean;

const ANY: Rule = (breaker, machine) => breaker.leavesOut(machine);
const FIRST: Rule = (breaker, machine) => breaker.leavesOutNew(machine);
const LAST: Rule = (breaker, machine) => breaker.leavesOutLast(machine);
const NOBODY: Rule = () => false;

/** Names of the callbacks of tracers. */
export type CallbackName = {
  [K in keyof Tracer]-?: NonNullable<Tracer[K]> extends (...given: never[]) => unknown ? K : never;
}[keyof Tracer];

/** What a callback is given. */
export type Given<K extends CallbackName> = Parameters<NonNullable<Tracer[K]>>;

/** The long way of a callback: measured, and only to those that are not left out. */
export function deliver<K extends CallbackName>(
  tracers: readonly Tracer[],
  callback: K,
  machine: MachineView,
  ...given: Given<K>
): void {
  deliverBy(ANY, tracers, callback, machine, given);
}

/** {@link deliver} of a transition: its machine is looked up here, not in the callbacks, which are to be small. */
export function deliverTransition(
  tracers: readonly Tracer[],
  callback: 'transitionInit' | 'transitionStart' | 'transitionFinals' | 'transitionEnd',
  transition: TransitionView,
): void {
  deliver(tracers, callback, transition.machine, transition);
}

/** {@link deliverTransition} of a handler call. */
export function deliverCall(
  tracers: readonly Tracer[],
  callback: 'handlerStart' | 'handlerEnd' | 'handlerSettled',
  call: HandlerCall,
): void {
  deliver(tracers, callback, call.transition.machine, call);
}

/** {@link deliver} of the first callback of a machine. */
export function deliverFirst(tracer: Tracer, machine: MachineView, selection: Selection): void {
  deliverBy(FIRST, [tracer], 'machineInit', machine, [machine, selection]);
}

/** {@link deliver} of the last callback of a machine. */
export function deliverLast(
  tracers: readonly Tracer[],
  callback: 'machineDispose' | 'machineDetach',
  machine: MachineView,
): void {
  deliverBy(LAST, tracers, callback, machine, [machine]);
}

function deliverBy<K extends CallbackName>(
  rule: Rule,
  tracers: readonly Tracer[],
  callback: K,
  machine: MachineView,
  given: Given<K>,
): void {
  if (tracers.length === 0) return;
  let startMs = performance.now();
  for (const tracer of tracers) {
    const call = propertyOf(tracer, callback) as ((...given: readonly unknown[]) => unknown) | undefined;
    if (call === undefined) continue;
    const breaker = guard.breakers.get(tracer);
    if (breaker !== undefined && rule(breaker, machine)) continue;
    try {
      watchResult(tracer, callback, call.apply(tracer, given));
    } catch (error) {
      reportTracerError(tracer, callback, error);
    }
    startMs = judge(tracer, breaker, callback, startMs);
  }
}

/** Those who missed something of a machine begin anew with it, as if they were switched off and on. */
export function resume(bindings: readonly TracerBinding[], { machine }: TransitionView): void {
  resumeWith(bindings, machine);
}

function resumeWith(bindings: readonly TracerBinding[], machine: MachineView): void {
  for (const { tracer, selection } of bindings) {
    const gap = guard.breakers.get(tracer)?.resumes(machine);
    if (gap === undefined) continue;
    if (gap === 'known') deliverBy(NOBODY, [tracer], 'machineDetach', machine, [machine]);
    deliverBy(NOBODY, [tracer], 'machineInit', machine, [machine, selection]);
  }
}

/** The same at a callback that belongs to no transition, unless one runs. */
export function resumeIdle(bindings: readonly TracerBinding[], machine: MachineView): void {
  if (machine.transition() === undefined) resumeWith(bindings, machine);
}

/** A transition came to its end, which those on trial have passed. */
export function passTrial(tracers: readonly Tracer[]): void {
  for (const tracer of tracers) guard.breakers.get(tracer)?.passed();
}

/** Runs one wrapper and measures it, the handler inside left aside. */
export function wrapMeasured(tracer: Tracer, call: HandlerCall, run: () => unknown): unknown {
  const breaker = guard.breakers.get(tracer);
  if (breaker?.leavesOut(call.transition.machine) === true) return run();
  let insideMs = 0;
  const inner = (): unknown => {
    const startMs = performance.now();
    try {
      return run();
    } finally {
      insideMs += performance.now() - startMs;
    }
  };
  const startMs = performance.now();
  try {
    return tracer.runInHandler?.(call, inner);
  } finally {
    judge(tracer, breaker, 'runInHandler', startMs + insideMs);
  }
}

/** Counts a callback that took too long; returns the time. */
function judge(tracer: Tracer, breaker: Breaker | undefined, callback: string, startMs: number): number {
  const nowMs = performance.now();
  const tookMs = nowMs - startMs;
  if (tookMs > (breaker?.limits ?? limitsOf(tracer)).slowMs) reportSlowTracer(tracer, callback, tookMs, nowMs);
  else breaker?.wasFast(callback);
  return nowMs;
}
