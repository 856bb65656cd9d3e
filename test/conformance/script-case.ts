import type { Schema } from 'statescope';

/** A machine of a script in the common format of the golden cases. */
export interface ScriptMachine {
  readonly key: string;
  readonly id?: string;
  readonly parent?: string;
  readonly tags?: readonly string[];
  readonly schema: Schema;
  readonly names?: readonly string[];
  readonly queueLimit?: number;
  readonly logLevel?: number;
  readonly logArgs?: readonly string[];
  /** Names of states by group, in the order of {@link groupsOrder}. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly groupsOrder?: readonly string[];
  readonly semArgs?: boolean;
  readonly traces?: boolean;
  readonly steps?: boolean;
  readonly can?: boolean;
  readonly disposable?: boolean;
  readonly exceptionHandler?: boolean;
  readonly bindings?: readonly ScriptBinding[];
  readonly panic?: readonly string[];
  readonly hooks?: Readonly<Record<string, readonly ScriptOp[]>>;
  readonly limits?: { readonly hookRuns?: number; readonly panics?: number };
}

/** One handler object of a machine. */
export interface ScriptBinding {
  readonly handlers?: readonly string[] | 'all';
  readonly reject?: readonly string[];
}

/** One call of a script. */
export interface ScriptOp {
  readonly op: string;
  readonly mach?: string;
  readonly states?: readonly string[];
  readonly state?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly to?: string;
  readonly times?: readonly number[];
  readonly ticks?: number;
  /** How often to repeat. */
  readonly n?: number;
  /** Microseconds. */
  readonly us?: number;
  readonly schema?: Schema;
  readonly names?: readonly string[];
}
