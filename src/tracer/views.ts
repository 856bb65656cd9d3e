import type { TraceCarrier, TraceContext } from './trace-context.js';

/** What a mutation asks for. */
export type MutationType = 'add' | 'remove' | 'set';

/** Whether a handler may still veto (`negotiation`) or only reacts (`final`). */
export type HandlerPhase = 'negotiation' | 'final';

/** How a handler call ended; `timeout` is measured after the fact, never enforced. */
export type HandlerOutcome = 'ok' | 'rejected' | 'error' | 'timeout' | 'skipped';

/** How the promise of an asynchronous final handler ended. */
export type SettledOutcome = 'ok' | 'error' | 'aborted';

/** Why a mutation never became a transition. */
export type RejectionReason = 'disposed' | 'queue_limit' | 'backoff';

/** Why a transition was canceled. */
export type CancelReason = 'handler' | 'error' | 'timeout' | 'require' | 'remove';

/** What stopped a transition: `by` is a handler name, or the state whose relation stood in the way. */
export interface Cancellation {
  readonly reason: CancelReason;
  readonly by: string;
}

/** One state of a schema as a tracer sees it; lists hold state names. */
export interface StateView {
  readonly auto?: boolean;
  readonly multi?: boolean;
  readonly require?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly after?: readonly string[];
  readonly tags?: readonly string[];
}

/** A machine as a tracer sees it: live, read-only. Holding it keeps the machine alive. */
export interface MachineView {
  readonly id: string;
  /** Name of the machine's class; from a closed set, fit for a metric label. */
  readonly className: string;
  readonly parent: MachineView | undefined;
  readonly parentId: string | undefined;
  readonly tags: readonly string[];
  /** State names in index order. */
  readonly stateNames: readonly string[];
  readonly schema: Readonly<Record<string, StateView>>;
  /** Groups of states by name, in the order they are shown; undefined without any. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What log lines show of the arguments of a mutation; absent where they show none. May throw. */
  readonly logArgs?: ((args: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>) | undefined;
  /** Mutations waiting, the running one not counted. */
  readonly queueLength: number;
  readonly queueTick: number;
  /** Names of the active states, in the order of the last target. */
  activeStates(): readonly string[];
  is(...states: readonly string[]): boolean;
  /** Clock of one state: odd is active; 0 for an unknown name. */
  tick(state: string): number;
  /** Clocks of all states in index order (a copy). */
  time(): readonly number[];
  /** The transition that runs now. */
  transition(): TransitionView | undefined;
  /** Nothing is expected of the machine for a while: it lets go of what only makes its next transition faster. */
  rest?(): void;
}

/** Where a mutation came from. */
export interface MutationSource {
  readonly machineId: string;
  readonly transitionId: string;
  /** Sum of the source machine's clocks before the source transition. */
  readonly machineTime: number;
  /** W3C trace context of the source, when it crossed a process. */
  readonly traceparent?: string | undefined;
  /** All that came along with the message it crossed with: `traceparent`, `tracestate`, `baggage`, or what else a propagator reads. */
  readonly carrier?: TraceCarrier | undefined;
}

/** A mutation as a tracer sees it. */
export interface MutationView {
  readonly type: MutationType;
  /** Called state names in call order. */
  readonly called: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly auto: boolean;
  readonly check: boolean;
  /** 0 for prepended mutations. */
  readonly queueTick: number;
  readonly queueTickNow: number;
  readonly queueLength: number;
  /** 0 for appended mutations. */
  readonly queueToken: number;
  readonly source: MutationSource | undefined;
  /** Milliseconds since the epoch at which it was queued; 0 for one that did not have to wait, and where nobody listens. */
  readonly queuedAt: number;
}

/** A relation between two states, as steps name it. */
export type RelationName = 'add' | 'require' | 'remove' | 'after';

/** One step of working out a transition; states are indexes, -1 where there is none, -2 for the meta state Any. */
export interface Step {
  readonly type: number;
  readonly from: number;
  readonly to: number;
  readonly relation?: RelationName;
  readonly isSelf?: boolean;
  readonly isFinal?: boolean;
  readonly isEnter?: boolean;
  /** Recorded for check transitions even where check steps are off (Q25). */
  readonly always?: boolean;
}

/** What relations made of a mutation: one object for all transitions that ask the same of the same states. Never changes. */
export interface PlanView {
  /** Indexes of the states whose clocks tick, and by how much: 1, or 2 for a Multi state that is entered again. */
  readonly ticking: readonly number[];
  readonly ticks: readonly number[];
  /** Sum of {@link ticks}. */
  readonly tickSum: number;
  /** The steps of the resolution; worked out for the first who asks. */
  readonly trace: { readonly steps: readonly Step[] };
}

/** A transition as a tracer sees it. Lists are made when first read and never change: keep them, not the view. */
export interface TransitionView {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /**
   * The last eight digits of {@link id} as a number, where the first eight are the same for all transitions of the machine: for who
   * records very many. Absent where ids are made in another way.
   */
  readonly idNumber?: number | undefined;
  readonly machine: MachineView;
  readonly mutation: MutationView;
  /** `mutation.check`, which it may know without making a view of the mutation; absent where it does not. */
  readonly isCheck?: boolean | undefined;
  /** What it does unless a handler stops it; absent where relations are resolved elsewhere. Provisional until `transitionEnd`. */
  readonly plan?: PlanView | undefined;
  /** Provisional until `transitionEnd`. */
  readonly accepted: boolean;
  readonly completed: boolean;
  /** What stopped it; undefined while accepted. */
  readonly cancellation: Cancellation | undefined;
  /** Clocks in index order. */
  readonly timeBefore: readonly number[];
  readonly timeAfter: readonly number[];
  /** Sums of the clocks. */
  readonly sumBefore: number;
  readonly sumAfter: number;
  readonly target: readonly string[];
  readonly enters: readonly string[];
  readonly exits: readonly string[];
  /** States whose clock became odd, in target order, then re-entered Multi states in index order. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The error this transition puts into Exception: of `addErr`, or thrown by a handler of the transition before it. */
  readonly error: unknown;
  readonly handlerCount: number;
  readonly stepCount: number;
  /** Recorded steps; undefined unless the machine records them. */
  readonly steps: readonly Step[] | undefined;
  /** Queue length at the end, an auto mutation included. */
  readonly queueLength: number;
  /** Trace context of this transition; written by at most one tracer (`writesTraceContext`), read by the others. */
  traceContext: TraceContext | undefined;
}

/** One call of one handler of one binding. The same object is passed to start, end and settled. */
export interface HandlerCall {
  readonly transition: TransitionView;
  /** Method name without the binding's state prefix. */
  readonly name: string;
  /** Id of the binding the handler belongs to. */
  readonly emitter: string;
  /** Name of the class that declares the binding, for `code.function.name`. */
  readonly className: string;
  readonly phase: HandlerPhase;
  /** Set before `handlerEnd`. */
  readonly outcome: HandlerOutcome;
  /** What it threw, or what its promise was rejected with. */
  readonly error: unknown;
  /** True from `handlerEnd` until `handlerSettled` when the handler returned a promise. */
  readonly pending: boolean;
  /** Set before `handlerSettled`. */
  readonly settled: SettledOutcome | undefined;
  /** What it returned, set before `handlerEnd`; for a promise, what it was fulfilled with, set before `handlerSettled`. */
  readonly result?: unknown;
  /** Trace context of this call; see {@link TransitionView.traceContext}. */
  traceContext: TraceContext | undefined;
}

/** Log levels of a machine, as numbers (machine specification §1). */
export const LOG_LEVELS = { nothing: 0, external: 1, changes: 2, ops: 3, decisions: 4, everything: 5 } as const;

/** Name of a log level. */
export type LogLevelName = keyof typeof LOG_LEVELS;

/** Number of a log level. */
export type LogLevel = (typeof LOG_LEVELS)[LogLevelName];

/** One log line of a machine; `text` is complete, without the id prefix. */
export interface LogLine {
  readonly machine: MachineView;
  readonly level: LogLevel;
  readonly text: string;
  readonly isError: boolean;
  readonly error: unknown;
  readonly transition: TransitionView | undefined;
  /** The handler call that runs, if any, where somebody is told of handlers. */
  readonly handler: HandlerCall | undefined;
}
