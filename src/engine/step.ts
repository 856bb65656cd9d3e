export type { RelationName, Step } from '../tracer/index.js';

/** Bits of the type of a step (machine specification §1). */
export const STEP = {
  relation: 1,
  handler: 2,
  activate: 4,
  deactivate: 8,
  deactivatePassive: 16,
  called: 32,
  cancel: 64,
} as const;

/** Stands for the meta state Any in steps. */
export const ANY = -2;
