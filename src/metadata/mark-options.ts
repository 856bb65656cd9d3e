import type { LogLevelName } from '../tracer/index.js';

/** Rewrites the message, the stack or the log line of an error before it leaves the process. Throwing counts as `'type'`. */
export type ErrorRedactor = (text: string, error: unknown) => string;

/** How much of errors leaves the process: everything, the class alone, or what a function lets through. */
export type ErrorPolicy = 'full' | 'type' | ErrorRedactor;

/**
 * What comes of a trace that another process began: `continue`, it goes on here; `link`, a new one is linked to it; `restart`, a new
 * one knows nothing of it, and of nothing that came along with it.
 */
export type RemotePolicy = 'continue' | 'link' | 'restart';

/** Which transitions get a span when not all do. */
export interface SampleRule {
  /** Share of the transitions, 0 to 1; chosen by the id of the transition, so always the same ones. */
  readonly ratio: number;
  /** Those that fail, whatever the ratio. @default true */
  readonly errors?: boolean | undefined;
  /** Those that were canceled, whatever the ratio. @default true */
  readonly vetoes?: boolean | undefined;
  /** Those that took at least as many milliseconds, whatever the ratio. @default none */
  readonly slowMs?: number | undefined;
}

/** What the option `level` may be; the tracers' contract knows what it means. */
export const LOG_LEVEL_NAMES = [
  'nothing',
  'external',
  'changes',
  'ops',
  'decisions',
  'everything',
] as const satisfies readonly LogLevelName[];

/** Families of metrics that go together; `states` are those with a series for each state. */
export const METRIC_GROUPS = [
  'transitions',
  'handlers',
  'queue',
  'rejections',
  'exceptions',
  'machines',
  'states',
] as const;

/** Name of a group of metrics. */
export type MetricGroup = (typeof METRIC_GROUPS)[number];

/** Names of states, `machineId:State`, or expressions that are tested on `machineId:State` (telemetry specification §1.8). */
export interface StateLists<S extends string = string> {
  /** Only these. @default all */
  readonly allow?: readonly (S | RegExp)[];
  /** Not these, whatever is allowed. An expression that matches the bare id of a submachine leaves that out. @default none */
  readonly skip?: readonly (S | RegExp)[];
}

/** Which states show. */
export interface StateOptions<S extends string = string> {
  /** On a class: which states show, for submachines that inherit its options as well. @default all */
  readonly states?: StateLists<S>;
}

/** What may leave the process besides names and numbers. */
export interface ContentOptions<A extends string = string, R extends string = string> {
  /** Names of the mutation arguments that become attributes; the others stay in the process. @default none */
  readonly args?: readonly A[];
  /** Characters after which an argument or a result is cut, 4 to 10,000. @default 20 */
  readonly argLength?: number;
  /**
   * Names of arguments that no sink gets, whatever other marks allow, and that are cut out of messages and stacks of errors; holds
   * for all signals of the class. See also `secret`, which holds everywhere.
   * @default none
   */
  readonly secret?: readonly A[];
  /** On a handler: what it returned, or the listed fields of it, becomes attributes. @default nothing */
  readonly result?: boolean | readonly R[];
  /** How much of errors leaves the process; `startTelemetry({ errors })` replaces it. @default 'full' */
  readonly errors?: ErrorPolicy;
}

/** Which kinds of transitions show. */
export interface NoiseOptions {
  /** On a class: transitions that call `Healthcheck` or `Heartbeat`. @default that of the sink */
  readonly health?: boolean;
  /** On a class: transitions that nobody asked for, of `auto` states. @default that of the sink */
  readonly auto?: boolean;
  /** On a class: transitions that only ask (`canAdd`, `canRemove`). @default that of the sink */
  readonly checks?: boolean;
}

/** What a traced class or handler shows. */
export interface TracedOptions<A extends string = string, S extends string = string, R extends string = string>
  extends ContentOptions<A, R>, NoiseOptions, StateOptions<S> {
  /** On a handler: name of its span or event. On a class: its name in the attributes. @default that of the method or the class */
  readonly name?: string;
  /** On a handler: a span of its own, to the end of its promise, or an event of the transition's span. @default 'span' */
  readonly as?: 'span' | 'event';
  /** On a class: how handlers without a mark show. @default that of the configuration, 'events' */
  readonly handlers?: 'events' | 'spans' | 'both' | 'off';
  /** On a class: spans of canceled transitions. @default true */
  readonly canceled?: boolean;
  /** On a class: spans of transitions that changed no state. @default true */
  readonly empty?: boolean;
  /** On a class: no spans of transitions that took fewer milliseconds, but for those that failed. @default 0 */
  readonly minDurationMs?: number;
  /**
   * On a class: what its machines do with traces that come from other processes, by the environment or with a mutation. In a tree of
   * machines, transitions stay where they are and are linked under `continue` too.
   * @default 'continue'
   */
  readonly remote?: RemotePolicy;
  /** On a class: not all transitions get a span; the states all do. A transition with a handler of its own span is kept. @default all */
  readonly sample?: number | SampleRule;
}

/** What a logged class or handler writes. */
export interface LoggedOptions<A extends string = string, S extends string = string, R extends string = string>
  extends ContentOptions<A, R>, NoiseOptions, StateOptions<S> {
  /** Name in the lines, instead of the class's or method's. */
  readonly name?: string;
  /**
   * On a class: highest level of the lines; errors and refusals are told at every level but `nothing`, which leaves the lines of handlers
   * with a mark of their own alone. `AM_LOG` replaces it.
   * @default 'changes'
   */
  readonly level?: LogLevelName;
}

/** What is measured of a metered class or handler; `states` says which states have series, in families that have one for each. */
export interface MeteredOptions<S extends string = string> extends StateOptions<S> {
  /** Value of the label, instead of the class's or method's name. */
  readonly name?: string;
  /** On a class: only these groups of metrics. @default all */
  readonly groups?: readonly MetricGroup[];
}
