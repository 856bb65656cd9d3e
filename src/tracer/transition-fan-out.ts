import { deliver, deliverTransition, passTrial, resume, resumeIdle } from './deliver.js';
import type { CallbackName, Given, TracerBinding } from './deliver.js';
import { propertyOf, reportTracerError, watchResult } from './failures.js';
import { guard, takePace } from './guard.js';
import type { Tracer } from './tracer.js';
import type { MachineView, MutationView, RejectionReason, TransitionView } from './views.js';

/** A tracer that has a callback; what that returns is looked at. */
type Listener<K extends CallbackName> = Omit<Tracer, K> & Record<K, (...given: Given<K>) => unknown>;

/** Those of some tracers that have a callback. */
export type Listeners<K extends CallbackName> = readonly Listener<K>[];

/** Sorts out those who have a callback, so that one nobody wants is one check. Asked once, when they are bound. */
export function listeners<K extends CallbackName>(tracers: readonly Tracer[], callback: K): Listeners<K> {
  return having(tracers, callback) as unknown as Listeners<K>;
}

/** The same, for those who call it by themselves. */
export function having(tracers: readonly Tracer[], callback: CallbackName): readonly Tracer[] {
  return tracers.filter((tracer) => typeof propertyOf(tracer, callback) === 'function');
}

/** The callbacks of mutations and transitions; each is written out, since one call for all of them would be slow for all. */
export class TransitionFanOut {
  protected readonly bindings: readonly TracerBinding[];
  /** Writers of the trace context first. */
  readonly tracers: readonly Tracer[];
  /** Somebody wants to know when a mutation got into the queue. */
  readonly wantsQueued: boolean;
  readonly #queued: Listeners<'mutationQueued'>;
  readonly #rejected: Listeners<'mutationRejected'>;
  readonly #init: Listeners<'transitionInit'>;
  readonly #start: Listeners<'transitionStart'>;
  readonly #finals: Listeners<'transitionFinals'>;
  readonly #end: Listeners<'transitionEnd'>;
  readonly #queueEnd: Listeners<'queueEnd'>;

  constructor(bindings: readonly TracerBinding[]) {
    this.bindings = bindings;
    const bound = bindings.map(({ tracer }) => tracer);
    const writers = bound.filter((tracer) => propertyOf(tracer, 'writesTraceContext') === true);
    this.tracers = [...writers, ...bound.filter((tracer) => !writers.includes(tracer))];
    this.#queued = listeners(this.tracers, 'mutationQueued');
    this.#rejected = listeners(this.tracers, 'mutationRejected');
    this.#init = listeners(this.tracers, 'transitionInit');
    this.#start = listeners(this.tracers, 'transitionStart');
    this.#finals = listeners(this.tracers, 'transitionFinals');
    this.#end = listeners(this.tracers, 'transitionEnd');
    this.#queueEnd = listeners(this.tracers, 'queueEnd');
    this.wantsQueued = this.#queued.length > 0;
  }

  /** Somebody wants to know of mutations that get into the queue, and what becomes of them. */
  protected get wantsTransitions(): boolean {
    const told = [this.#queued, this.#init, this.#start, this.#finals, this.#end, this.#queueEnd];
    return told.some((list) => list.length > 0);
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    const list = this.#queued;
    if (guard.on) {
      resumeIdle(this.bindings, machine);
      deliver(list, 'mutationQueued', machine, machine, mutation);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.mutationQueued(machine, mutation);
        if (result !== undefined) watchResult(tracer, 'mutationQueued', result);
      } catch (error) {
        reportTracerError(tracer, 'mutationQueued', error);
      }
    }
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    const list = this.#rejected;
    if (guard.on) {
      resumeIdle(this.bindings, machine);
      deliver(list, 'mutationRejected', machine, machine, mutation, reason);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.mutationRejected(machine, mutation, reason);
        if (result !== undefined) watchResult(tracer, 'mutationRejected', result);
      } catch (error) {
        reportTracerError(tracer, 'mutationRejected', error);
      }
    }
  }

  transitionInit(transition: TransitionView): void {
    if (--guard.left <= 0) takePace();
    const list = this.#init;
    if (guard.on) {
      resume(this.bindings, transition);
      deliverTransition(list, 'transitionInit', transition);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.transitionInit(transition);
        if (result !== undefined) watchResult(tracer, 'transitionInit', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionInit', error);
      }
    }
  }

  transitionStart(transition: TransitionView): void {
    const list = this.#start;
    if (guard.on) {
      deliverTransition(list, 'transitionStart', transition);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.transitionStart(transition);
        if (result !== undefined) watchResult(tracer, 'transitionStart', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionStart', error);
      }
    }
  }

  transitionFinals(transition: TransitionView): void {
    const list = this.#finals;
    if (guard.on) {
      deliverTransition(list, 'transitionFinals', transition);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.transitionFinals(transition);
        if (result !== undefined) watchResult(tracer, 'transitionFinals', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionFinals', error);
      }
    }
  }

  transitionEnd(transition: TransitionView): void {
    const list = this.#end;
    if (guard.on) {
      deliverTransition(list, 'transitionEnd', transition);
      passTrial(this.tracers);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.transitionEnd(transition);
        if (result !== undefined) watchResult(tracer, 'transitionEnd', result);
      } catch (error) {
        reportTracerError(tracer, 'transitionEnd', error);
      }
    }
  }

  queueEnd(machine: MachineView): void {
    const list = this.#queueEnd;
    if (guard.on) {
      deliver(list, 'queueEnd', machine, machine);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.queueEnd(machine);
        if (result !== undefined) watchResult(tracer, 'queueEnd', result);
      } catch (error) {
        reportTracerError(tracer, 'queueEnd', error);
      }
    }
  }
}
