import type { MutationType, RelationName, StateView } from '../../tracer/index.js';

/** A clock of a state, of the queue, or their sum: a number up to 2^53 - 1, a bigint above. */
export type Tick = number | bigint;

/** What every event says. */
interface Happened {
  /** When it reached the receiver, in milliseconds since the epoch; machines send no time of their own. */
  readonly at: number;
  /** The connection it came by. A machine that connects again begins a new history, also under the same id. */
  readonly connection: string;
}

/** One state of a machine. */
export interface RecordedState extends StateView {
  readonly name: string;
}

/** States shown together. */
export interface RecordedGroup {
  readonly name: string;
  /** Indexes of states. */
  readonly states: readonly number[];
  /** Not among those that are shown. */
  readonly isHidden?: boolean;
}

/** A machine connected, or its schema changed when it had connected before. */
export interface MachineEvent extends Happened {
  readonly kind: 'machine';
  readonly machine: string;
  /** In index order: clocks stand in the same order. */
  readonly states: readonly RecordedState[];
  /** In the order they are shown; undefined where the machine has none. */
  readonly groups: readonly RecordedGroup[] | undefined;
  readonly parent: string | undefined;
  /** `name` or `name:value`. */
  readonly tags: readonly string[];
}

/** One step of working out a transition. */
export interface RecordedStep {
  /** The bit of the engine's `STEP`. */
  readonly type: number;
  /** Of steps along a relation. */
  readonly relation?: RelationName;
  /** Name of a state, or `Any`. */
  readonly from?: string;
  readonly to?: string;
  /** Of handlers: it ran after the states had changed. */
  readonly isFinal?: boolean;
  /** Of handlers: it is of a state that was active already. */
  readonly isSelf?: boolean;
  /** Of handlers: it is of a state that is entered. */
  readonly isEnter?: boolean;
}

/** One line of a machine's log. */
export interface RecordedLine {
  /** As `LOG_LEVELS`. */
  readonly level: number;
  readonly text: string;
}

/** What a mutation asked for; `eval` for what ran in the queue without being one. */
export type RecordedMutation = MutationType | 'eval';

/** A transition ended, or a mutation was queued. */
export interface TransitionEvent extends Happened {
  readonly kind: 'transition';
  readonly machine: string;
  /** 16 hexadecimal digits; of queued ones the id of the transition that ended last, `-`, and a counter. */
  readonly id: string;
  /** Machine tick: the sum of all clocks. */
  readonly tick: Tick;
  readonly queueTick: Tick;
  readonly type: RecordedMutation;
  readonly accepted: boolean;
  /** A queued mutation, not a transition. */
  readonly queued: boolean;
  /** A dry run: nothing changes. */
  readonly check: boolean;
  readonly auto: boolean;
  /** Names of the states that were called. */
  readonly called: readonly string[];
  /** After the transition, in index order; odd is active. May be shorter than the newest schema. */
  readonly clocks: readonly Tick[];
  /** Mutations waiting, a queued one included. */
  readonly queueLength: number;
  /** Of a prepended mutation; 0 otherwise. */
  readonly token: Tick;
  /** Of a queued one: the queue tick at which it will run; 0 for a prepended one. */
  readonly runsAt: Tick;
  /** Only of machines that record steps. */
  readonly steps: readonly RecordedStep[];
  /** Lines made outside transitions since the one before. */
  readonly linesBefore: readonly RecordedLine[];
  readonly lines: readonly RecordedLine[];
  /** What may be shown of the arguments; undefined where the machine shows none. */
  readonly args: Readonly<Record<string, string>> | undefined;
  /** Where the mutation was made; of queued ones only. */
  readonly stack: string | undefined;
}

/** A connection ended, and with it all machines that came by it. */
export interface DisconnectedEvent extends Happened {
  readonly kind: 'disconnected';
}

/** What a receiver tells and a recording holds. */
export type DebuggerEvent = MachineEvent | TransitionEvent | DisconnectedEvent;
