import type {
  HandlerCall,
  LogLevel,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  TraceContext,
  Tracer,
  TransitionView,
} from '../tracer/index.js';

/** What was observed of a mutation. */
export interface MutationRecord {
  readonly type: MutationView['type'];
  readonly called: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly auto: boolean;
  readonly check: boolean;
}

/** What was observed of a transition at the instant of the callback. */
export interface TransitionRecord {
  readonly id: string;
  readonly mutation: MutationRecord;
  readonly accepted: boolean;
  readonly completed: boolean;
  readonly cancellation: TransitionView['cancellation'];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly target: readonly string[];
  readonly sumBefore: number;
  readonly sumAfter: number;
  readonly error: unknown;
  readonly traceContext: TraceContext | undefined;
}

/** What was observed of a handler call at the instant of the callback. */
export interface HandlerRecord {
  readonly name: string;
  readonly emitter: string;
  readonly className: string;
  readonly phase: HandlerCall['phase'];
  readonly outcome: HandlerCall['outcome'];
  readonly pending: boolean;
  readonly settled: HandlerCall['settled'];
  readonly error: unknown;
  readonly transitionId: string;
}

/** Name of a callback of the contract. */
export type CallbackName = Exclude<
  keyof Tracer,
  | 'id'
  | 'signal'
  | 'writesTraceContext'
  | 'inheritable'
  | 'essential'
  | 'logLevel'
  | 'wantsSteps'
  | 'isQuiet'
  | 'flush'
  | 'shutdown'
>;

/** One callback as plain data; only the fields that belong to the callback are set. */
export interface TracerRecord {
  readonly callback: CallbackName;
  readonly machineId: string;
  readonly className: string;
  readonly selection?: Selection;
  /** Names of the states there are; with `machineInit`, `verifyStates` and `schemaChange`. */
  readonly states?: readonly string[];
  /** States that were active already; with `machineInit`. */
  readonly active?: readonly string[];
  readonly childId?: string;
  readonly mutation?: MutationRecord;
  readonly reason?: RejectionReason;
  readonly transition?: TransitionRecord;
  readonly handler?: HandlerRecord;
  readonly level?: LogLevel;
  readonly text?: string;
}

/** Copies what identifies a machine. */
export function machineFields(machine: MachineView): { machineId: string; className: string } {
  return { machineId: machine.id, className: machine.className };
}

/** Copies a mutation; its arguments one level deep. */
export function mutationRecord(mutation: MutationView): MutationRecord {
  const { type, called, args, auto, check } = mutation;
  return { type, called: [...called], args: { ...args }, auto, check };
}

/** Copies a transition. */
export function transitionRecord(transition: TransitionView): TransitionRecord {
  const { id, accepted, completed, cancellation, sumBefore, sumAfter, error, traceContext } = transition;
  return {
    id,
    mutation: mutationRecord(transition.mutation),
    accepted,
    completed,
    cancellation,
    added: [...transition.added],
    removed: [...transition.removed],
    target: [...transition.target],
    sumBefore,
    sumAfter,
    error: withoutFrames(error),
    traceContext,
  };
}

/** Copies a handler call. */
export function handlerRecord(call: HandlerCall): HandlerRecord {
  const { name, emitter, className, phase, outcome, pending, settled, error } = call;
  return {
    name,
    emitter,
    className,
    phase,
    outcome,
    pending,
    settled,
    error: withoutFrames(error),
    transitionId: call.transition.id,
  };
}

/** The error itself. Until its stack is read, it holds on to the objects whose methods were running. */
function withoutFrames(error: unknown): unknown {
  if (error instanceof Error) Reflect.get(error, 'stack');
  return error;
}
