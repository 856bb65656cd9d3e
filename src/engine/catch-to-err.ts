import { coreOf } from './core-of.js';
import type { Machine } from './machine.js';
import type { Args } from './mutation.js';
import type { StateOf } from './names.js';
import type { Schema } from './schema.js';
import { isThenable } from './thenable.js';

/**
 * Runs a function outside of handlers; what it throws, also something that is no error, is added as an error
 * (machine specification §7.1). Returns the function's result, undefined when it failed; of a function that returns a promise,
 * a promise of the same.
 */
export function catchToErr<S extends Schema, T>(
  machine: Machine<S>,
  fn: () => T,
  detail: {
    /** An error state to activate besides `Exception`. */
    readonly state?: StateOf<S>;
    readonly args?: Args;
  } = {},
): T | undefined {
  const core = coreOf(machine);
  const failed = (error: unknown): undefined => void core.addError(error, detail);
  try {
    const result = fn();
    return isThenable(result) ? (Promise.resolve(result).catch(failed) as T) : result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
