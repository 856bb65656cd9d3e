import { coreOf } from './core-of.js';
import { disposeNow, onEnd, type DisposeCallback } from './disposal.js';
import type { AnyMachine } from './machine.js';

/**
 * Calls back when the machine is disposed, at once when it is already; callbacks run one after the other, a promise is waited
 * for at most `disposeTimeoutMs`. Returns a function that takes the callback back.
 */
export function onDispose(machine: AnyMachine, callback: DisposeCallback): () => void {
  return onEnd(coreOf(machine), callback);
}

/**
 * Ends a machine now, also in the middle of its queue: what waits is dropped, `Start` is not removed first, callbacks are
 * called but their promises are not waited for. `machine.dispose()` is the gentle way.
 */
export function disposeForce(machine: AnyMachine): void {
  disposeNow(coreOf(machine));
}
