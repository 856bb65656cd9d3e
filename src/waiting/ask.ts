import {
  EXECUTED,
  isQueued,
  type Args,
  type Machine,
  type Result,
  type Schema,
  type StateOf,
  type WaitOptions,
} from '../engine/index.js';

/**
 * Whether adding would be accepted. Unlike `canAdd` it has an answer inside handlers, too: it asks when the queue has ended
 * (machine specification §15, Q15). Rejects with `STATE_MISSING`, and with the reason of the signal.
 */
export function askAdd<S extends Schema>(
  machine: Machine<S>,
  states: StateOf<S> | readonly StateOf<S>[],
  args?: Args,
  options?: WaitOptions,
): Promise<boolean> {
  return answer(machine, () => machine.canAdd(states, args), options);
}

/** Whether removing would be accepted; see {@link askAdd}. */
export function askRemove<S extends Schema>(
  machine: Machine<S>,
  states: StateOf<S> | readonly StateOf<S>[],
  args?: Args,
  options?: WaitOptions,
): Promise<boolean> {
  return answer(machine, () => machine.canRemove(states, args), options);
}

async function answer<S extends Schema>(
  machine: Machine<S>,
  ask: () => Result,
  options?: WaitOptions,
): Promise<boolean> {
  await machine.whenQueueEnds(options);
  const result = ask();
  // Something else may have started between the end of the queue and here; asked again once that is over.
  return isQueued(result) ? answer(machine, ask, options) : result === EXECUTED;
}
