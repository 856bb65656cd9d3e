import type { Schema } from 'statescope';
import type { Outcome } from './engine-case.js';

/** One golden case of OpenTelemetry traces and logs. */
export interface OtelCase {
  readonly id: string;
  readonly theme: string;
  readonly tracer?: OtelTracerCase;
  readonly env?: Readonly<Record<string, string>>;
  readonly machines: Readonly<Record<string, OtelMachineCase>>;
  readonly limits?: { readonly hookRuns?: number; readonly panics?: number };
  readonly ops: readonly OtelOp[];
  readonly expect: OtelOutcome;
}

/** Options of the tracer of a case; absent is off. */
export interface OtelTracerCase {
  readonly rootSpan?: boolean;
  readonly skipTransitions?: boolean;
  readonly includeHealth?: boolean;
  readonly skipLogArgs?: boolean;
  readonly skipAuto?: boolean;
  readonly allowStates?: readonly string[];
  readonly skipStates?: readonly string[];
  readonly allowStatesRe?: string;
  readonly skipStatesRe?: string;
}

/** One machine of a case. */
export interface OtelMachineCase {
  readonly id?: string;
  readonly parent?: string;
  readonly tracer?: boolean;
  readonly tags?: readonly string[];
  readonly schema: Schema;
  readonly names?: readonly string[];
  readonly queueLimit?: number;
  readonly logArgs?: readonly string[];
  readonly steps?: boolean;
  readonly bindings?: readonly OtelBinding[];
  readonly panic?: readonly string[];
  readonly hooks?: Readonly<Record<string, readonly OtelOp[]>>;
}

/** One handler object of a machine. */
export interface OtelBinding {
  readonly handlers?: readonly string[] | 'all';
  readonly reject?: readonly string[];
  readonly exceptionHandler?: boolean;
}

/** One call of a script. */
export interface OtelOp {
  readonly op: string;
  readonly mach?: string;
  readonly states?: readonly string[];
  readonly state?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly srcMach?: string;
  readonly srcTx?: number;
  readonly init?: boolean;
  readonly level?: number;
  readonly service?: string;
  readonly times?: number;
  readonly ops?: readonly OtelOp[];
}

/** What a case expects, or what happened. */
export interface OtelOutcome {
  readonly results: readonly unknown[];
  readonly scope?: string;
  readonly resource?: Outcome;
  readonly envAfter?: Outcome;
  readonly spans?: readonly Outcome[];
  readonly logs?: readonly Outcome[];
}
