import type { InheritRules } from './inherit-rules.js';
import type { Selection, Signal } from './selection.js';
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

/**
 * The one contract of every sink: traces, metrics, logs, debugger.
 *
 * Every callback is optional and a missing one costs nothing. All run synchronously inside the machine's drain: copy what
 * you keep, return, do no I/O. What a callback throws is caught, counted and reported; it never reaches the machine.
 * A mutation made in a callback is queued. Order for one mutation (telemetry specification §0.1): `mutationQueued`,
 * `transitionInit`, `transitionStart`, negotiation handlers, `transitionFinals`, final handlers, `transitionEnd`, `queueEnd`.
 */
export interface Tracer {
  /** Unique among the tracers of a machine. */
  readonly id: string;
  /** The mark that switches this tracer on; without one it is on for every machine it is bound to. */
  readonly signal?: Signal;
  /** It sets `traceContext` of transitions and handler calls; such a tracer is called first at every start. */
  readonly writesTraceContext?: boolean;
  /** Whether submachines get this tracer from their parent, or which of them do. @default true: those marked `@Parent` */
  readonly inheritable?: boolean | InheritRules;
  /**
   * It is never left out, however often it throws and however slow it is: for test doubles, and for what a program depends on.
   * @default false: repeated errors and slow callbacks make machines go on without it for a while
   */
  readonly essential?: boolean;
  /** Highest level of the lines {@link log} wants; the machine formats nothing above it. @default 'changes' (2) */
  readonly logLevel?: LogLevel;
  /** Machines that it observes record the steps of their transitions; read when it is bound. @default as each machine says */
  readonly wantsSteps?: boolean;
  /**
   * Nothing shows of the transition that has just begun: {@link handlerStart} and {@link handlerEnd} may be left out for it. Read after
   * {@link transitionInit} and `transitionStart`, of tracers that have it when they are bound.
   * A tracer that extends such a one and counts handlers says false.
   */
  readonly isQuiet?: boolean;

  /** It now observes this machine: in the constructor, or later when it is bound late (states may be active already). */
  machineInit?(machine: MachineView, selection: Selection): void;
  /** A child is being constructed; on the parent's tracers, before the child's `machineInit`. */
  newSubmachine?(parent: MachineView, child: MachineView): void;
  /** Inserted into the queue; not for skipped duplicates. */
  mutationQueued?(machine: MachineView, mutation: MutationView): void;
  /** Refused before it became a transition. */
  mutationRejected?(machine: MachineView, mutation: MutationView, reason: RejectionReason): void;
  /** Relations are resolved; acceptance may already be false, the target is provisional. */
  transitionInit?(transition: TransitionView): void;
  /** Right before negotiation. */
  transitionStart?(transition: TransitionView): void;
  /** States and clocks have changed, final handlers have not run; not for canceled and check transitions. */
  transitionFinals?(transition: TransitionView): void;
  /** Always, exactly once per `transitionInit`; values are final. */
  transitionEnd?(transition: TransitionView): void;
  /** Right before a handler is called. */
  handlerStart?(call: HandlerCall): void;
  /** The handler returned, rejected, threw, or was skipped as no longer valid. */
  handlerEnd?(call: HandlerCall): void;
  /** The promise of a final handler settled; after `handlerEnd`, outside any transition. */
  handlerSettled?(call: HandlerCall): void;
  /** Wraps the handler's code; must call `run` exactly once and return its result. */
  runInHandler?<R>(call: HandlerCall, run: () => R): R;
  /** The queue ran empty. */
  queueEnd?(machine: MachineView): void;
  /** The state order was fixed. */
  verifyStates?(machine: MachineView): void;
  /** The schema was replaced. */
  schemaChange?(machine: MachineView, old: Readonly<Record<string, StateView>>): void;
  /** The machine is gone; the last callback for it. */
  machineDispose?(machine: MachineView): void;
  /** It no longer observes this machine (switched off); close what is open. */
  machineDetach?(machine: MachineView): void;
  /** A log line of the machine, at or below {@link logLevel}. */
  log?(line: LogLine): void;

  /** Hands everything recorded to where it goes. Resolves when done or when its own time limit passed; never rejects. */
  flush?(): Promise<void>;
  /** Flushes, releases timers and sockets. Safe to call twice; never rejects. */
  shutdown?(): Promise<void>;
}
