import type { PlanView } from '../../../tracer/index.js';

/** What the messages about all transitions of one plan have in common, whichever machine follows it. */
export interface PlanRecord {
  readonly plan: PlanView;
  /** One of `MUTATION_TYPES`. */
  readonly type: number;
  /** Indexes of the called states. */
  readonly called: readonly number[];
}
