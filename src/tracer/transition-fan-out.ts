import { deliver, passTrial, resume, resumeIdle } from './deliver.js';
import type { TracerBinding } from './deliver.js';
import { reportTracerError, watchResult } from './failures.js';
import { guard, takePace } from './guard.js';
import type { Tracer } from './tracer.js';
import type { MachineView, MutationView, RejectionReason, TransitionView } from './views.js';

/** Those of some tracers that have a callback. */
export type Listeners = readonly Tracer[] | undefined;

/** Sorts out those who have a callback, so that one nobody wants is one check. */
export function listeners(tracers: readonly Tracer[], callback: keyof Tracer): Listeners {
  const list = tracers.filter((tracer) => typeof tracer[callback] === 'function');
  return list.length === 0 ? undefined : list;
}

/** The callbacks of mutations and transitions; each is written out, since one call for all of them would be slow for all. */
export class TransitionFanOut {
  protected readonly bindings: readonly TracerBinding[];
  /** Writers of the trace context first. */
  readonly tracers: readonly Tracer[];
  readonly #queued: Listeners;
  readonly #rejected: Listeners;
  readonly #init: Listeners;
  readonly #start: Listeners;
  readonly #finals: Listeners;
  readonly #end: Listeners;
  readonly #queueEnd: Listeners;

  constructor(bindings: readonly TracerBinding[]) {
    this.bindings = bindings;
    const bound = bindings.map(({ tracer }) => tracer);
    this.tracers = [
      ...bound.filter((tracer) => tracer.writesTraceContext === true),
      ...bound.filter((tracer) => tracer.writesTraceContext !== true),
    ];
    this.#queued = listeners(this.tracers, 'mutationQueued');
    this.#rejected = listeners(this.tracers, 'mutationRejected');
    this.#init = listeners(this.tracers, 'transitionInit');
    this.#start = listeners(this.tracers, 'transitionStart');
    this.#finals = listeners(this.tracers, 'transitionFinals');
    this.#end = listeners(this.tracers, 'transitionEnd');
    this.#queueEnd = listeners(this.tracers, 'queueEnd');
  }

  /** Somebody wants to know when a mutation got into the queue. */
  get wantsQueued(): boolean {
    return this.#queued !== undefined;
  }

  /** Somebody wants to know of mutations that get into the queue, and what becomes of them. */
  protected get wantsTransitions(): boolean {
    const told = this.#queued ?? this.#init ?? this.#start ?? this.#finals ?? this.#end ?? this.#queueEnd;
    return told !== undefined;
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    const list = this.#queued;
    if (list === undefined) return;
    if (guard.on) {
      resumeIdle(this.bindings, machine);
      deliver(list, 'mutationQueued', machine, (tracer) => tracer.mutationQueued?.(machine, mutation));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.mutationQueued?.(machine, mutation);
        if (result !== undefined) watchResult(tracer, 'mutationQueued', result);
      } catch (error) {
        reportTracerError(tracer, 'mutationQueued', error);
      }
    }
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    const list = this.#rejected;
    if (list === undefined) return;
    if (guard.on) {
      resumeIdle(this.bindings, machine);
      deliver(list, 'mutationRejected', machine, (tracer) => tracer.mutationRejected?.(machine, mutation, reason));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.mutationRejected?.(machine, mutation, reason);
        if (result !== undefined) watchResult(tracer, 'mutationRejected', result);
      } catch (error) {
        reportTracerError(tracer, 'mutationRejected', error);
      }
    }
  }

  transitionInit(transition: TransitionView): void {
    if (--guard.left <= 0) takePace();
    if (guard.on) resume(this.bindings, transition.machine);
    const list = this.#init;
    if (list === undefined) return;
    if (guard.on) {
      deliver(list, 'transitionInit', transition.machine, (tracer) => tracer.transitionInit?.(transition));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.transitionInit?.(transition);
        if (result !== undefined) watchResult(tracer, 'transitionInit', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionInit', error);
      }
    }
  }

  transitionStart(transition: TransitionView): void {
    const list = this.#start;
    if (list === undefined) return;
    if (guard.on) {
      deliver(list, 'transitionStart', transition.machine, (tracer) => tracer.transitionStart?.(transition));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.transitionStart?.(transition);
        if (result !== undefined) watchResult(tracer, 'transitionStart', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionStart', error);
      }
    }
  }

  transitionFinals(transition: TransitionView): void {
    const list = this.#finals;
    if (list === undefined) return;
    if (guard.on) {
      deliver(list, 'transitionFinals', transition.machine, (tracer) => tracer.transitionFinals?.(transition));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.transitionFinals?.(transition);
        if (result !== undefined) watchResult(tracer, 'transitionFinals', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionFinals', error);
      }
    }
  }

  transitionEnd(transition: TransitionView): void {
    const list = this.#end;
    if (guard.on) {
      deliver(list ?? [], 'transitionEnd', transition.machine, (tracer) => tracer.transitionEnd?.(transition));
      passTrial(this.tracers);
      return;
    }
    if (list === undefined) return;
    for (const tracer of list) {
      try {
        const result: unknown = tracer.transitionEnd?.(transition);
        if (result !== undefined) watchResult(tracer, 'transitionEnd', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionEnd', error);
      }
    }
  }

  queueEnd(machine: MachineView): void {
    const list = this.#queueEnd;
    if (list === undefined) return;
    if (guard.on) {
      deliver(list, 'queueEnd', machine, (tracer) => tracer.queueEnd?.(machine));
      return;
    }
    for (const tracer of list) {
      try {
        const result: unknown = tracer.queueEnd?.(machine);
        if (result !== undefined) watchResult(tracer, 'queueEnd', result);
      } catch (error) {
        reportTracerError(tracer, 'queueEnd', error);
      }
    }
  }
}
