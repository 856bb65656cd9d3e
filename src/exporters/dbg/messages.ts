import type { GobTime } from './gob/gob-time.js';

/** A clock of one state, or of the queue: a number up to 2^53 - 1, a bigint above (uint64 on the wire). */
export type Tick = number | bigint;

/** What machines and debuggers call each other: names of the remote procedures (debugger specification §1.1). */
export const DBG_METHODS = {
  schema: 'RPCServer.DbgMsgSchema',
  transition: 'RPCServer.DbgMsgTx',
  forwardedSchema: 'RPCServer.DbgMsgSchemaFwd',
  forwardedTransition: 'RPCServer.DbgMsgTxFwd',
} as const;

/** One state of a {@link SchemaMessage}; lists hold state names, empty ones are not on the wire. */
export interface StateMessage {
  readonly auto: boolean;
  readonly multi: boolean;
  readonly require: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly after: readonly string[];
  readonly tags: readonly string[];
}

/** A machine connected, or its schema changed: Go's `DbgMsgStruct` (debugger specification §1.2). */
export interface SchemaMessage {
  /** Id of the machine, the debugger's primary key; never empty, holds no `/`. */
  readonly id: string;
  /** All state names in index order; every index of other messages refers to it. */
  readonly statesIndex: readonly string[];
  /** The schema, one entry per state. */
  readonly states: ReadonlyMap<string, StateMessage>;
  /** Indexes of states by name of the group; undefined where the sender has no groups. */
  readonly groups: ReadonlyMap<string, readonly number[]> | undefined;
  /** Names of the groups in the order they are shown. */
  readonly groupsOrder: readonly string[];
  /** Id of the parent machine; empty without one. */
  readonly parent: string;
  /** `name` or `name:value`. */
  readonly tags: readonly string[];
}

/** What a mutation asked for: 0 add, 1 remove, 2 set. */
export const MUTATION_TYPES = { add: 0, remove: 1, set: 2 } as const;

/** Kinds of {@link StepMessage}, one bit each. */
export const STEP_TYPES = {
  relation: 1,
  handler: 2,
  activate: 4,
  deactivate: 8,
  deactivatePassive: 16,
  called: 32,
  cancel: 64,
} as const;

/** Relations as {@link StepMessage.relType} numbers them. */
export const STEP_RELATIONS = { after: 0, add: 1, require: 2, remove: 3 } as const;

/** A value behind a Go interface, with the name its type is registered under. */
export interface InterfaceValue {
  readonly typeName: string;
  readonly value: unknown;
}

/**
 * One step of working out a transition (debugger specification §1.3). Live messages name states by text, with -1 as the
 * index of an empty name and 0 otherwise; dumps by index with empty names. Readers take the name when there is one.
 */
export interface StepMessage {
  /** One of {@link STEP_TYPES}. */
  readonly type: number;
  /** One of {@link STEP_RELATIONS}; only means something for relations. */
  readonly relType: number;
  readonly isFinal: boolean;
  readonly isSelf: boolean;
  readonly isEnter: boolean;
  readonly fromState: string;
  readonly fromStateIdx: number;
  readonly toState: string;
  readonly toStateIdx: number;
  /** Old senders only: a relation or a string. */
  readonly data: InterfaceValue | undefined;
}

/** A log line of a transition. */
export interface LogEntry {
  /** 0 nothing to 5 everything, as `LOG_LEVELS`. */
  readonly level: number;
  /** Without the id prefix: starts with its tag, such as `[state]` (debugger specification §1.5). */
  readonly text: string;
}

/** A transition ended, or a mutation was queued: Go's `DbgMsgTx` (debugger specification §1.3, §1.8). */
export interface TransitionMessage {
  readonly machineId: string;
  /** 16 hexadecimal digits; of queued records the id of the last ended transition, `-`, and a counter. */
  readonly id: string;
  /** Clocks after the transition, in the order of `statesIndex`; odd is active. May be shorter than the newest schema. */
  readonly clocks: readonly Tick[];
  /** Queue tick of the machine when the message was made. */
  readonly queueTick: Tick;
  /** Token of a prepended mutation, else 0. */
  readonly mutQueueToken: Tick;
  /** Queued records only: the tick at which the mutation will run, 0 for a prepended one. */
  readonly mutQueueTick: Tick;
  /** One of {@link MUTATION_TYPES}; 3 (eval) is never sent. */
  readonly type: number;
  /** Names, of old senders and in dumps; use them when present. */
  readonly calledStates: readonly string[];
  readonly calledStatesIdxs: readonly number[];
  /** Only of machines that record steps. */
  readonly steps: readonly StepMessage[];
  /** Lines of the transition itself. */
  readonly logEntries: readonly LogEntry[];
  /** Lines made outside any transition since the one before. */
  readonly preLogEntries: readonly LogEntry[];
  /** Length of the queue. */
  readonly queue: number;
  /** Stamped by the receiver; absent in what machines send. */
  readonly time: GobTime | undefined;
  readonly isAuto: boolean;
  readonly accepted: boolean;
  /** A dry run (`can...`). */
  readonly isCheck: boolean;
  /** A queued record, not an executed transition. */
  readonly isQueued: boolean;
  /** Loggable arguments; undefined where the sender logs none. */
  readonly args: ReadonlyMap<string, string> | undefined;
  readonly queueDump: readonly string[];
  /** Where the mutation was made; queued records only. */
  readonly stackTrace: string;
}

/** A schema passed on by a debugger or relay, with the connection it came by (debugger specification §1.4). */
export interface ForwardedSchema {
  readonly schema: SchemaMessage | undefined;
  readonly connectionId: string;
}

/** A transition passed on by a debugger or relay; its `time` is set. */
export interface ForwardedTransition {
  readonly transition: TransitionMessage | undefined;
  readonly connectionId: string;
}

/** One machine of a dump (debugger specification §5.1); a dump is one gob value, the list of them. */
export interface DumpedMachine {
  readonly schema: SchemaMessage | undefined;
  readonly transitions: readonly TransitionMessage[];
  /** Version of the debugger that wrote it; empty in old dumps. */
  readonly version: string;
}
