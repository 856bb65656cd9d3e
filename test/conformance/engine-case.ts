import type { Schema } from 'statescope';

/** One golden case of the engine. */
export interface EngineCase {
  readonly id: string;
  readonly theme: string;
  readonly machine: {
    readonly schema: Schema;
    readonly names?: readonly string[];
    readonly queueLimit?: number;
    readonly logLevel?: number;
    readonly steps?: boolean;
    readonly can?: boolean;
    readonly logArgs?: readonly string[];
  };
  readonly bindings?: readonly { readonly handlers: readonly string[] | 'all'; readonly reject?: readonly string[] }[];
  readonly panic?: readonly string[];
  readonly hooks?: Readonly<Record<string, readonly Op[]>>;
  readonly limits?: { readonly hookRuns?: number; readonly panics?: number };
  readonly ops: readonly Op[];
  readonly expect: readonly Outcome[];
}

/** One call of a script. */
export interface Op {
  readonly op: string;
  readonly id?: string;
  readonly state?: string;
  readonly states?: readonly string[];
  readonly args?: Readonly<Record<string, unknown>>;
  readonly times?: readonly number[];
  readonly ticks?: number;
  readonly tick?: number;
  readonly resultOf?: string;
  readonly atLeast?: number;
}

/** A record whose absent fields have their defaults. */
export type Outcome = Readonly<Record<string, unknown>>;
