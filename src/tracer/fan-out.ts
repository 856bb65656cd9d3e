import type { Selection } from './selection.js';
import type { Tracer } from './tracer.js';
import type {
  HandlerCall,
  LogLevel,
  LogLine,
  MachineView,
  MutationView,
  RejectionReason,
  StateView,
  TransitionView,
} from './views.js';
import { runWrapped } from './wrappers.js';

/** Told of everything a tracer throws; must not throw itself. */
export type TracerErrorSink = (tracer: Tracer, callback: string, error: unknown) => void;

let errorSink: TracerErrorSink | undefined;

/** Sets where errors of tracers go, for the whole process; without a sink they are only isolated. */
export function setTracerErrorSink(sink: TracerErrorSink | undefined): void {
  errorSink = sink;
}

const DEFAULT_LOG_LEVEL: LogLevel = 2;

function listeners(tracers: readonly Tracer[], callback: keyof Tracer): readonly Tracer[] | undefined {
  const list = tracers.filter((tracer) => typeof tracer[callback] === 'function');
  return list.length === 0 ? undefined : list;
}

/** Hands on what a tracer, or a logger in the place of one, threw. */
export function reportTracerError(tracer: Tracer, callback: string, error: unknown): void {
  errorSink?.(tracer, callback, error);
}

/**
 * The tracers of one machine, sorted by what they listen to: a callback nobody wants is one check.
 * Isolates the machine from whatever a tracer throws. Immutable: a change of the list makes a new one.
 */
export class FanOut {
  /** In the order they were bound, writers of the trace context first. */
  readonly tracers: readonly Tracer[];
  readonly #queued: readonly Tracer[] | undefined;
  readonly #rejected: readonly Tracer[] | undefined;
  readonly #init: readonly Tracer[] | undefined;
  readonly #start: readonly Tracer[] | undefined;
  readonly #finals: readonly Tracer[] | undefined;
  readonly #end: readonly Tracer[] | undefined;
  readonly #handlerStart: readonly Tracer[] | undefined;
  readonly #handlerEnd: readonly Tracer[] | undefined;
  readonly #settled: readonly Tracer[] | undefined;
  readonly #wrappers: readonly Tracer[] | undefined;
  readonly #queueEnd: readonly Tracer[] | undefined;
  readonly #logs: readonly Tracer[] | undefined;

  constructor(tracers: readonly Tracer[]) {
    const ordered = [
      ...tracers.filter((tracer) => tracer.writesTraceContext === true),
      ...tracers.filter((tracer) => tracer.writesTraceContext !== true),
    ];
    this.tracers = ordered;
    this.#queued = listeners(ordered, 'mutationQueued');
    this.#rejected = listeners(ordered, 'mutationRejected');
    this.#init = listeners(ordered, 'transitionInit');
    this.#start = listeners(ordered, 'transitionStart');
    this.#finals = listeners(ordered, 'transitionFinals');
    this.#end = listeners(ordered, 'transitionEnd');
    this.#handlerStart = listeners(ordered, 'handlerStart');
    this.#handlerEnd = listeners(ordered, 'handlerEnd');
    this.#settled = listeners(ordered, 'handlerSettled');
    this.#wrappers = listeners(ordered, 'runInHandler');
    this.#queueEnd = listeners(ordered, 'queueEnd');
    this.#logs = listeners(ordered, 'log');
  }

  /** Somebody wants to know of mutations that get into the queue, and what becomes of them. */
  get followsTransitions(): boolean {
    const told = this.#queued ?? this.#init ?? this.#start ?? this.#finals ?? this.#end ?? this.#queueEnd ?? this.#logs;
    return told !== undefined || this.wantsHandlers;
  }

  /** Somebody wants to know when a mutation got into the queue. */
  get wantsQueued(): boolean {
    return this.#queued !== undefined;
  }

  /** Somebody wants to know of handler calls. */
  get wantsHandlers(): boolean {
    return (this.#handlerStart ?? this.#handlerEnd ?? this.#settled ?? this.#wrappers) !== undefined;
  }

  /** Somebody runs handlers inside something of its own. */
  get wrapsHandlers(): boolean {
    return this.#wrappers !== undefined;
  }

  /** Highest log level anybody listens to when the machine's own level is `machineLevel`; 0 for none. */
  wantedLogLevel(machineLevel: LogLevel): LogLevel {
    let level: LogLevel = 0;
    for (const tracer of this.#logs ?? []) level = Math.max(level, levelOf(tracer, machineLevel)) as LogLevel;
    return level;
  }

  machineInit(tracer: Tracer, machine: MachineView, selection: Selection): void {
    try {
      tracer.machineInit?.(machine, selection);
    } catch (error) {
      reportTracerError(tracer, 'machineInit', error);
    }
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    if (this.#queued === undefined) return;
    for (const tracer of this.#queued) {
      try {
        tracer.mutationQueued?.(machine, mutation);
      } catch (error) {
        reportTracerError(tracer, 'mutationQueued', error);
      }
    }
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    if (this.#rejected === undefined) return;
    for (const tracer of this.#rejected) {
      try {
        tracer.mutationRejected?.(machine, mutation, reason);
      } catch (error) {
        reportTracerError(tracer, 'mutationRejected', error);
      }
    }
  }

  transitionInit(transition: TransitionView): void {
    if (this.#init === undefined) return;
    for (const tracer of this.#init) {
      try {
        tracer.transitionInit?.(transition);
      } catch (error) {
        reportTracerError(tracer, 'transitionInit', error);
      }
    }
  }

  transitionStart(transition: TransitionView): void {
    if (this.#start === undefined) return;
    for (const tracer of this.#start) {
      try {
        tracer.transitionStart?.(transition);
      } catch (error) {
        reportTracerError(tracer, 'transitionStart', error);
      }
    }
  }

  transitionFinals(transition: TransitionView): void {
    if (this.#finals === undefined) return;
    for (const tracer of this.#finals) {
      try {
        tracer.transitionFinals?.(transition);
      } catch (error) {
        reportTracerError(tracer, 'transitionFinals', error);
      }
    }
  }

  transitionEnd(transition: TransitionView): void {
    if (this.#end === undefined) return;
    for (const tracer of this.#end) {
      try {
        tracer.transitionEnd?.(transition);
      } catch (error) {
        reportTracerError(tracer, 'transitionEnd', error);
      }
    }
  }

  handlerStart(call: HandlerCall): void {
    if (this.#handlerStart === undefined) return;
    for (const tracer of this.#handlerStart) {
      try {
        tracer.handlerStart?.(call);
      } catch (error) {
        reportTracerError(tracer, 'handlerStart', error);
      }
    }
  }

  handlerEnd(call: HandlerCall): void {
    if (this.#handlerEnd === undefined) return;
    for (const tracer of this.#handlerEnd) {
      try {
        tracer.handlerEnd?.(call);
      } catch (error) {
        reportTracerError(tracer, 'handlerEnd', error);
      }
    }
  }

  handlerSettled(call: HandlerCall): void {
    if (this.#settled === undefined) return;
    for (const tracer of this.#settled) {
      try {
        tracer.handlerSettled?.(call);
      } catch (error) {
        reportTracerError(tracer, 'handlerSettled', error);
      }
    }
  }

  /** Runs a handler inside every wrapper; a wrapper that fails is stepped over, the handler runs exactly once. */
  runInHandler<R>(call: HandlerCall, run: () => R): R {
    return this.#wrappers === undefined ? run() : runWrapped(this.#wrappers, call, run, reportTracerError);
  }

  queueEnd(machine: MachineView): void {
    if (this.#queueEnd === undefined) return;
    for (const tracer of this.#queueEnd) {
      try {
        tracer.queueEnd?.(machine);
      } catch (error) {
        reportTracerError(tracer, 'queueEnd', error);
      }
    }
  }

  /** Passes a line to every tracer whose level admits it. */
  log(line: LogLine, machineLevel: LogLevel): void {
    if (this.#logs === undefined) return;
    for (const tracer of this.#logs) {
      if (line.level > levelOf(tracer, machineLevel)) continue;
      try {
        tracer.log?.(line);
      } catch (error) {
        reportTracerError(tracer, 'log', error);
      }
    }
  }

  /** The rare callbacks, which are not worth a list of their own. */
  newSubmachine(parent: MachineView, child: MachineView): void {
    this.#each('newSubmachine', (tracer) => tracer.newSubmachine?.(parent, child));
  }

  verifyStates(machine: MachineView): void {
    this.#each('verifyStates', (tracer) => tracer.verifyStates?.(machine));
  }

  schemaChange(machine: MachineView, old: Readonly<Record<string, StateView>>): void {
    this.#each('schemaChange', (tracer) => tracer.schemaChange?.(machine, old));
  }

  machineDispose(machine: MachineView): void {
    this.#each('machineDispose', (tracer) => tracer.machineDispose?.(machine));
  }

  machineDetach(tracer: Tracer, machine: MachineView): void {
    try {
      tracer.machineDetach?.(machine);
    } catch (error) {
      reportTracerError(tracer, 'machineDetach', error);
    }
  }

  #each(callback: string, call: (tracer: Tracer) => void): void {
    for (const tracer of this.tracers) {
      try {
        call(tracer);
      } catch (error) {
        reportTracerError(tracer, callback, error);
      }
    }
  }
}

function levelOf(tracer: Tracer, machineLevel: LogLevel): LogLevel {
  return machineLevel > 0 ? machineLevel : (tracer.logLevel ?? DEFAULT_LOG_LEVEL);
}
