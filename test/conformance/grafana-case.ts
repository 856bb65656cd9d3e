import type { Schema } from 'statescope';
import type { Outcome } from './engine-case.js';

/** One golden case of dashboards. */
export interface GrafanaCase {
  readonly input: GrafanaInput;
  readonly expect: GrafanaOutcome;
}

/** What is done: a dashboard generated, one brought to Grafana, or machines bound by variables. */
export interface GrafanaInput {
  readonly name: string;
  readonly kind: 'gen' | 'sync' | 'env';
  readonly ids?: string;
  /** Title. */
  readonly dashboard?: string;
  readonly source?: string;
  readonly folder?: string;
  readonly urlSuffix?: string;
  readonly noToken?: boolean;
  readonly noUrl?: boolean;
  readonly server?: {
    readonly folders?: readonly { readonly id: number; readonly uid: string; readonly title: string }[];
    readonly alerts?: Readonly<Record<string, readonly { readonly name: string }[]>>;
    readonly fail?: Readonly<Record<string, number>>;
  };
  readonly machines?: readonly GrafanaMachine[];
  readonly ops?: readonly GrafanaOp[];
}

/** One machine of a script. */
export interface GrafanaMachine {
  readonly key: string;
  readonly id: string;
  readonly parent?: string;
  readonly tags?: readonly string[];
  readonly schema: Schema;
  readonly names?: readonly string[];
}

/** One call of a script. */
export interface GrafanaOp {
  readonly op: string;
  readonly mach?: string;
  readonly states?: readonly string[];
}

/** What a case expects, or what happened. */
export interface GrafanaOutcome {
  readonly dashboard?: Outcome;
  readonly error?: string;
  readonly requests?: readonly Outcome[];
  readonly ops?: readonly Outcome[];
}
