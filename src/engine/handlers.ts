import type { HandlerCall, HandlerOutcome, HandlerPhase, SettledOutcome, TraceContext } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import {
  ANY_ENTER,
  ANY_STATE,
  END,
  ENTER,
  EXIT,
  eventName,
  handlerOf,
  PAIR,
  STATE,
  type Handler,
  type HandlerTable,
} from './handler-table.js';
import { isAbort, messageOf, recoverFromThrow } from './recovery.js';
import { ANY, STEP, type Step } from './step.js';
import { isThenable } from './thenable.js';
import type { Transition } from './transition.js';

/** One object whose methods handle events. */
export interface Binding {
  readonly id: string;
  /** Number in bind order, never reused. */
  readonly number: number;
  readonly target: object;
  readonly table: HandlerTable;
  readonly className: string;
}

/** The record of one call, made only when a tracer wants it. */
class Call implements HandlerCall {
  outcome: HandlerOutcome = 'ok';
  error: unknown;
  pending = false;
  settled: SettledOutcome | undefined;
  traceContext: TraceContext | undefined;
  constructor(
    readonly transition: Transition,
    readonly name: string,
    readonly emitter: string,
    readonly className: string,
    readonly phase: HandlerPhase,
  ) {}
}

/** One event on its way through the bindings. */
interface Emission {
  readonly core: Core;
  readonly tx: Transition;
  readonly event: MachineEvent;
  readonly isFinal: boolean;
  /** State whose activation a promise is bound to; -1 for the machine's life. */
  readonly state: number;
}

/**
 * Asks every binding for one event (machine specification §6.2). False when a negotiation handler rejected it, or anything
 * threw. The list of bindings is the one of the start: binding in a handler takes effect from the next event.
 */
export function emit(core: Core, tx: Transition, kind: number, first: number, second: number): boolean {
  const { observer, bindings, schema } = core;
  const isFinal = kind === STATE || kind === END || kind === ANY_STATE;
  let emission: Emission | undefined;
  let accepted = true;
  for (const binding of bindings) {
    if (observer?.level === 5) observer.line(5, `[handle:${binding.id}] ${eventName(schema, kind, first, second)}`);
    const handler = handlerOf(binding.table, schema.size, kind, first, second);
    if (handler === undefined) continue;
    emission ??= begin(core, tx, kind, first, second, isFinal);
    const outcome = invoke(emission, binding, handler);
    const overran = outcome === 'timeout' && core.timing?.cancels === true;
    if (outcome === 'ok' || (outcome === 'timeout' && !overran)) continue;
    if (outcome !== 'error' && !overran && ignoresReturn(core, emission)) continue;
    accepted = false;
    if (!isFinal || overran) break;
  }
  if (accepted || core.parityGo) core.subscriptions?.matchArgs(tx, kind, first);
  if (emission === undefined) return accepted;
  tx.handlerSteps++;
  const isSelf = kind === PAIR && first === second;
  if (!isSelf || !tx.mutation.check || observer?.steps.checks === true)
    tx.steps?.push(handlerStep(kind, first, second));
  if (!accepted && !isFinal) {
    observer?.line(3, `[cancel${isSelf ? ':self' : ''}] (${tx.target.join(' ')}) by ${emission.event.name}`);
  }
  return accepted;
}

function begin(core: Core, tx: Transition, kind: number, first: number, second: number, isFinal: boolean): Emission {
  const bound = kind === STATE || kind === ENTER || kind === EXIT;
  const event = new MachineEvent(core, tx, eventName(core.schema, kind, first, second), bound ? first : -1);
  return { core, tx, event, isFinal, state: kind === STATE ? first : -1 };
}

/** Final handlers only react. Go goes by the event's name, so a state called `BackEnd` can't be refused (Q20). */
function ignoresReturn(core: Core, { isFinal, event }: Emission): boolean {
  return isFinal || (core.parityGo && /(?:State|End)$/.test(event.name));
}

function invoke(emission: Emission, binding: Binding, handler: Handler): HandlerOutcome {
  const { core, tx, event, isFinal } = emission;
  const { observer } = core;
  tx.handlerCount++;
  if (observer === null) return event.isValid() ? run(emission, binding, handler, undefined) : 'skipped';
  observer.line(3, `[handler:${String(binding.number)}] ${event.name}`);
  const phase = isFinal ? 'final' : 'negotiation';
  const call = observer.wantsHandlers ? new Call(tx, event.name, binding.id, binding.className, phase) : undefined;
  const outer = tx.call;
  tx.call = call;
  if (call) observer.fanOut?.handlerStart(call);
  let outcome: HandlerOutcome = 'skipped';
  if (event.isValid()) {
    outcome = run(emission, binding, handler, call);
    if (outcome !== 'error' && (outcome !== 'timeout' || core.timing?.cancels !== true))
      observer.line(5, `[handler:end] ${event.name} from ${binding.id}`);
  } else {
    observer.line(4, `[handler:invalid] ${event.name}`);
  }
  if (call) {
    call.outcome = outcome;
    observer.fanOut?.handlerEnd(call);
  }
  tx.call = outer;
  return outcome;
}

/** Calls the handler, and measures it where handlers have a limit. */
function run(emission: Emission, binding: Binding, handler: Handler, call: Call | undefined): HandlerOutcome {
  const { timing } = emission.core;
  if (timing === undefined) return attempt(emission, binding, handler, call);
  const startedAt = timing.now();
  const outcome = attempt(emission, binding, handler, call);
  return timing.judge({ tx: emission.tx, name: emission.event.name, bindingId: binding.id }, startedAt, outcome);
}

function attempt(emission: Emission, binding: Binding, handler: Handler, call: Call | undefined): HandlerOutcome {
  const { core, tx, event, isFinal } = emission;
  try {
    const result =
      call === undefined || core.observer?.fanOut === undefined
        ? handler.call(binding.target, event)
        : core.observer.fanOut.runInHandler(call, () => handler.call(binding.target, event));
    if (result === undefined) return 'ok';
    if (isThenable(result)) {
      if (!isFinal) throw asyncNegotiation(event.name, result);
      if (call) call.pending = true;
      follow(emission, result, call);
      return 'ok';
    }
    if (isFinal || result === true) return 'ok';
    tx.noteCause('handler', event.name);
    return 'rejected';
  } catch (thrown) {
    if (call) call.error = thrown;
    recoverFromThrow(core, tx, thrown, event.name, isFinal);
    return 'error';
  }
}

function asyncNegotiation(name: string, promise: PromiseLike<unknown>): MachineError {
  Promise.resolve(promise).catch(() => undefined);
  return new MachineError(
    'HANDLER_ASYNC',
    `${name} returned a promise; a negotiation handler must decide at once: return a boolean, or do the work in a final handler`,
  );
}

/** Binds a promise to the activation it was started in (design §3.7). Nothing it does can become an unhandled rejection. */
function follow(emission: Emission, promise: PromiseLike<unknown>, call: Call | undefined): void {
  const { core, tx, event, state } = emission;
  const activation = { schema: core.schema, state, tick: core.clocks[state] ?? -1 };
  const settle = (outcome: SettledOutcome, error?: unknown): void => {
    if (call === undefined) return;
    call.settled = outcome;
    call.error = error;
    core.observer?.fanOut?.handlerSettled(call);
  };
  const failed = (reason: unknown): void => {
    if (!core.disposing && (state === -1 || core.lasts(activation))) {
      settle('error', reason);
      core.addError(reason, { source: tx });
    } else if (isAbort(reason)) {
      settle('aborted', reason);
    } else {
      settle('error', reason);
      core.observer?.report(reason, `[error] ${event.name} failed after its state ended: ${messageOf(reason)}`);
    }
  };
  Promise.resolve(promise)
    .then(() => {
      settle('ok');
    }, failed)
    .catch((error: unknown) => {
      core.observer?.report(error, `[error] a callback failed on the error of ${event.name}: ${messageOf(error)}`);
    });
}

function handlerStep(kind: number, first: number, second: number): Step {
  const type = STEP.handler;
  switch (kind) {
    case ENTER:
      return { type, from: -1, to: first, isEnter: true };
    case EXIT:
      return { type, from: first, to: -1 };
    case STATE:
      return { type, from: -1, to: first, isFinal: true, isEnter: true };
    case END:
      return { type, from: -1, to: first, isFinal: true };
    case ANY_ENTER:
      return { type, from: ANY, to: ANY, isEnter: true };
    case ANY_STATE:
      return { type, from: ANY, to: ANY, isFinal: true, isEnter: true };
    default:
      return first === second ? { type, from: -1, to: first, isSelf: true } : { type, from: first, to: second };
  }
}
