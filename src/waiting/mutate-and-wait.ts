import {
  CANCELED,
  EXECUTED,
  isQueued,
  type Args,
  type Machine,
  type MutationOptions,
  type KnownStates,
  type MutationRest,
  type NamesIn,
  type Result,
  type Schema,
  type StateOf,
  type WaitOptions,
} from '../engine/index.js';
import { listOf } from './_list.js';

/** Options of {@link addAndWait}. */
export interface AddAndWaitOptions<S extends Schema> extends MutationOptions, WaitOptions {
  /** Wait on until this state is activated next, the current activation not counted; listened for before adding. */
  readonly until?: StateOf<S>;
}

/**
 * Adds states and waits until that is decided: true when they were added (with `until`: and that state was activated), false
 * when the mutation was canceled or the machine is disposed first. Inside a handler, where mutations are queued, the answer
 * comes after the queue ran (machine specification §15). Rejects with `STATE_MISSING`, and with the reason of the signal.
 */
export async function addAndWait<S extends Schema, A extends string | readonly string[]>(
  machine: Machine<S>,
  states: KnownStates<S, A>,
  ...rest: MutationRest<S, NamesIn<A>, AddAndWaitOptions<S>>
): Promise<boolean> {
  const options: AddAndWaitOptions<S> = rest[1] ?? {};
  const add = (): Result => machine.add(states, ...(rest as MutationRest<S, NamesIn<A>, MutationOptions>));
  if (options.until !== undefined) return addUntil(machine, options.until, add, options);
  return settled(machine, add(), options, () => machine.is(...listOf(states)));
}

/**
 * Removes states and waits until that is decided: true when none of them is active then, false when the mutation was canceled or
 * had no effect (machine specification §15, Q42). Rejects as {@link addAndWait} does.
 */
export async function removeAndWait<S extends Schema>(
  machine: Machine<S>,
  states: StateOf<S> | readonly StateOf<S>[],
  args?: Args,
  options: MutationOptions & WaitOptions = {},
): Promise<boolean> {
  const result = machine.remove(states, args, options);
  return settled(machine, result, options, () => machine.not(...listOf(states)));
}

async function settled<S extends Schema>(
  machine: Machine<S>,
  result: Result,
  options: WaitOptions,
  hasWorked: () => boolean,
): Promise<boolean> {
  if (result === CANCELED) return false;
  if (isQueued(result)) await machine.whenQueue(result, waitOptions(options));
  // While a queue runs, `executed` says that an equal mutation is waiting already (Q23).
  else if (machine.view.transition() === undefined) return result === EXECUTED;
  await machine.whenQueueEnds(waitOptions(options));
  return hasWorked();
}

async function addUntil<S extends Schema>(
  machine: Machine<S>,
  until: StateOf<S>,
  add: () => Result,
  options: WaitOptions,
): Promise<boolean> {
  const canceled = new AbortController();
  const signal = options.signal === undefined ? canceled.signal : AbortSignal.any([options.signal, canceled.signal]);
  const before = machine.tick(until);
  const activation = machine.whenNextActive(until, { signal });
  activation.catch(() => undefined);
  let result = CANCELED;
  try {
    result = add();
  } finally {
    if (result === CANCELED) canceled.abort();
  }
  if (result === CANCELED) return false;
  await activation;
  return !machine.isDisposed && machine.tick(until) > before;
}

function waitOptions({ signal }: WaitOptions): WaitOptions {
  return signal === undefined ? {} : { signal };
}
