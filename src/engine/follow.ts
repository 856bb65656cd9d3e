import { noteCause, type HandlerCall, type SettledOutcome } from '../tracer/index.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { handlesError, isAbort, messageOf, reportNested, toError } from './recovery.js';
import { sourceOf } from './transition-source.js';

/** The part of a call's record that its promise fills in. */
type SettledCall = HandlerCall & { settled: SettledOutcome | undefined; error: unknown; result: unknown };

/**
 * Binds the promise of a final handler to the activation it was started in (design §3.7). Nothing it does can become an
 * unhandled rejection.
 *
 * @param state the state whose activation it is; -1, which lasts as long as the machine does
 */
export function follow(
  core: Core,
  event: MachineEvent,
  state: number,
  promise: PromiseLike<unknown>,
  call: SettledCall | undefined,
): void {
  const { schema } = core;
  const tick = core.tickOf(state);
  const details = core.ownDetails();
  details.promises++;
  Promise.resolve(promise).then(
    (value) => {
      details.promises--;
      if (call !== undefined) call.result = value;
      settle(core, call, 'ok');
    },
    (reason: unknown) => {
      details.promises--;
      noteCause(reason, MachineEvent.transitionOf(event).args);
      const isAlive = !core.disposing && core.lasts({ schema, state, tick });
      if (isAlive) addError(core, event, reason, call);
      else endQuietly(core, event, reason, call);
    },
  );
}

function settle(core: Core, call: SettledCall | undefined, outcome: SettledOutcome, error?: unknown): void {
  if (call === undefined) return;
  call.settled = outcome;
  call.error = error;
  core.observer?.fanOut?.handlerSettled(call);
}

function addError(core: Core, event: MachineEvent, reason: unknown, call: SettledCall | undefined): void {
  settle(core, call, 'error', reason);
  const tx = MachineEvent.transitionOf(event);
  if (handlesError(tx)) {
    reportNested(core, knownError(event, reason), event.name);
    return;
  }
  try {
    core.addError(knownError(event, reason), { source: sourceOf(core, tx) });
  } catch (error) {
    core.observer?.report(core, error, `[error] a callback failed on the error of ${event.name}: ${messageOf(error)}`);
  }
}

function endQuietly(core: Core, event: MachineEvent, reason: unknown, call: SettledCall | undefined): void {
  if (isAbort(reason)) {
    settle(core, call, 'aborted', reason);
    return;
  }
  settle(core, call, 'error', reason);
  core.observer?.report(
    core,
    knownError(event, reason),
    `[error] ${event.name} failed after its state ended: ${messageOf(reason)}`,
  );
}

/** What is no error becomes one, so that it is known what it came out of. */
function knownError(event: MachineEvent, reason: unknown): Error {
  const error = toError(reason);
  if (error !== reason) noteCause(error, MachineEvent.transitionOf(event).args);
  return error;
}
