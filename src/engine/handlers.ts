import type { FanOut, HandlerOutcome } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import type { Binding } from './bindings.js';
import { Call, methodName } from './call.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { follow } from './follow.js';
import {
  ANY_ENTER,
  ANY_STATE,
  codeOf,
  END,
  ENTER,
  eventCode,
  eventName,
  EXIT,
  firstOf,
  handlerOf,
  isFinalKind,
  kindOf,
  STATE,
  type Handler,
  type HandlerTable,
} from './handler-table.js';
import { DECISIONS, EVERYTHING, OPS, type Observer } from './observer.js';
import { recoverFromThrow } from './recovery.js';
import { ANY, STEP, type Step } from './step.js';
import { isThenable } from './thenable.js';
import type { Transition } from './transition.js';

/**
 * Asks for the same kind of event of one state after the other. Where it stopped: the position of the first state that was
 * refused or whose handler failed, -1 when all passed.
 */
export function emitEach(core: Core, tx: Transition, kind: number, states: readonly number[], from: number): number {
  for (let i = from; i < states.length; i++) {
    const state = states[i] as number;
    const handled = handledOnly(core);
    if (handled !== undefined && handled[codeOf(kind, state)] === undefined) continue;
    if (!emit(core, tx, kind, state, -1)) return i;
  }
  return -1;
}

/** The handlers there are, where nobody notices that the other events are not asked. */
function handledOnly(core: Core): HandlerTable['byCode'] | undefined {
  if (core.observer?.level === EVERYTHING || core.details.subscriptions?.waitsForArgs === true) return undefined;
  return core.bindings.only?.table.byCode;
}

/**
 * Asks every binding for one event (machine specification §6.2). False when a negotiation handler rejected it, or anything
 * threw. The list of bindings is the one of the start: binding in a handler takes effect from the next event.
 */
export function emit(core: Core, tx: Transition, kind: number, first: number, second: number): boolean {
  const { observer, schema } = core;
  const code = eventCode(schema, kind, first, second);
  const isFinal = isFinalKind(kind);
  let event: MachineEvent | undefined;
  let accepted = true;
  for (const binding of core.bindings.list) {
    if (observer?.level === EVERYTHING) askedLine(core, observer, binding, eventName(schema, code));
    const handler = handlerOf(binding.table, kind, code);
    if (handler === undefined) continue;
    if (event === undefined) event = new MachineEvent(tx, code);
    else tx.notes.sharedEvents++;
    tx.countCall();
    const outcome =
      observer === null ? run(core, event, binding, handler) : invoke(core, observer, event, binding, handler);
    if (outcome === 'ok') continue;
    const canceled = overran(core, outcome);
    if (outcome === 'timeout' && !canceled) continue;
    if (outcome !== 'error' && !canceled && (isFinal || ignoresReturn(core, event))) continue;
    accepted = false;
    if (!isFinal || canceled) break;
  }
  if (accepted || core.parityGo) core.details.subscriptions?.matchArgs(tx, kind, first);
  if (event === undefined) return accepted;
  if (observer !== null) tellEmitted(core, observer, handlerStep(kind, first, second), accepted, event);
  return accepted;
}

/** The handler took too long, and that cancels the transition. */
function overran(core: Core, outcome: HandlerOutcome): boolean {
  return outcome === 'timeout' && core.details.timing?.cancels === true;
}

/** In Go the event's name decides who only reacts, so a state called `BackEnd` can't be refused (Q20). */
function ignoresReturn(core: Core, event: MachineEvent): boolean {
  return core.parityGo && /(?:State|End)$/.test(event.name);
}

function tellEmitted(core: Core, observer: Observer, step: Step, accepted: boolean, event: MachineEvent): void {
  const tx = MachineEvent.transitionOf(event);
  const isSelf = step.isSelf === true;
  if (!isSelf || !tx.isCheck || observer.steps.checks) tx.steps?.push(step);
  if (accepted || step.isFinal === true) return;
  observer.line(core, OPS, `[cancel${isSelf ? ':self' : ''}] (${tx.target.join(' ')}) by ${event.name}`);
}

/** Every binding is asked for every event, but for those outside its prefix. */
function askedLine(core: Core, observer: Observer, { id, table: { prefix } }: Binding, name: string): void {
  if (name.startsWith(prefix)) observer.line(core, EVERYTHING, `[handle:${id}] ${name.slice(prefix.length)}`);
}

/** Runs a handler for somebody who watches. */
function invoke(
  core: Core,
  observer: Observer,
  event: MachineEvent,
  binding: Binding,
  handler: Handler,
): HandlerOutcome {
  const { level, fanOut, wantsHandlers } = observer;
  const tx = MachineEvent.transitionOf(event);
  if (level >= OPS) observer.line(core, OPS, `[handler:${String(binding.number)}] ${methodName(event, binding)}`);
  const call = wantsHandlers ? new Call(event, binding) : undefined;
  tx.call = call;
  if (call !== undefined) fanOut?.handlerStart(call);
  const outcome = run(core, event, binding, handler, call);
  if (level >= DECISIONS) endLines(core, observer, event, binding, outcome);
  if (call !== undefined) {
    call.outcome = outcome;
    fanOut?.handlerEnd(call);
  }
  tx.call = undefined;
  return outcome;
}

function endLines(
  core: Core,
  observer: Observer,
  event: MachineEvent,
  binding: Binding,
  outcome: HandlerOutcome,
): void {
  if (outcome === 'skipped') observer.line(core, DECISIONS, `[handler:invalid] ${event.name}`);
  else if (outcome !== 'error' && !overran(core, outcome))
    observer.line(core, EVERYTHING, `[handler:end] ${event.name} from ${binding.id}`);
}

/** Calls the handler, and measures it where handlers have a limit. */
function run(core: Core, event: MachineEvent, binding: Binding, handler: Handler, call?: Call): HandlerOutcome {
  const tx = MachineEvent.transitionOf(event);
  if (!tx.isRunning()) return 'skipped';
  const { timing } = core.details;
  if (timing === undefined) return attempt(core, event, binding, handler, call);
  const startedAt = timing.now();
  const outcome = attempt(core, event, binding, handler, call);
  return timing.judge({ tx, name: event.name, bindingId: binding.id }, startedAt, outcome);
}

export function attempt(
  core: Core,
  event: MachineEvent,
  binding: Binding,
  handler: Handler,
  call?: Call,
): HandlerOutcome {
  try {
    const wrapper = call === undefined ? undefined : wrapperOf(core);
    const result =
      wrapper === undefined
        ? handler.call(binding.target, event)
        : callWrapped(wrapper, event, binding, handler, call as Call);
    if (call !== undefined) call.result = result;
    return result === undefined || result === true ? 'ok' : judge(core, event, result, call);
  } catch (thrown) {
    if (call !== undefined) call.error = thrown;
    return failed(core, event, thrown);
  }
}

/** What a handler's result means; throws for a promise where a decision is due. */
export function judge(core: Core, event: MachineEvent, result: unknown, call?: Call): HandlerOutcome {
  const kind = kindOf(MachineEvent.codeOf(event));
  const isFinal = isFinalKind(kind);
  if (isThenable(result)) {
    if (!isFinal) throw asyncNegotiation(event.name, result);
    if (call !== undefined) {
      call.pending = true;
      call.result = undefined;
    }
    follow(core, event, enteredBy(event), result, call);
    return 'ok';
  }
  if (isFinal || result === true) return 'ok';
  MachineEvent.transitionOf(event).noteCause('handler', event.name);
  return 'rejected';
}

/** A handler threw. */
export function failed(core: Core, event: MachineEvent, thrown: unknown): HandlerOutcome {
  const isFinal = isFinalKind(kindOf(MachineEvent.codeOf(event)));
  recoverFromThrow(core, MachineEvent.transitionOf(event), thrown, event.name, isFinal, enteredBy(event));
  return 'error';
}

/** The state whose `FooState` is called; -1 for other events. */
export function enteredBy(event: MachineEvent): number {
  const code = MachineEvent.codeOf(event);
  return kindOf(code) === STATE ? firstOf(code) : -1;
}

function wrapperOf({ observer }: Core): FanOut | undefined {
  return observer?.wrapsHandlers === true ? observer.fanOut : undefined;
}

/** Calls a handler inside what tracers wrap around it. */
function callWrapped(fanOut: FanOut, event: MachineEvent, binding: Binding, handler: Handler, call: Call): unknown {
  return fanOut.runInHandler(call, () => handler.call(binding.target, event));
}

function asyncNegotiation(name: string, promise: PromiseLike<unknown>): MachineError {
  Promise.resolve(promise).catch(() => undefined);
  return new MachineError(
    'HANDLER_ASYNC',
    `${name} returned a promise; a negotiation handler must decide at once: return a boolean, or do the work in a final handler`,
  );
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
