import type { HandlerCall, HandlerOutcome, HandlerPhase, SettledOutcome, TraceContext } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import type { Binding } from './bindings.js';
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
  handlerOf,
  PAIR,
  STATE,
  type Handler,
} from './handler-table.js';
import type { Observer } from './observer.js';
import { recoverFromThrow } from './recovery.js';
import { ANY, STEP, type Step } from './step.js';
import { isThenable } from './thenable.js';
import type { Transition } from './transition.js';

/** The record of one call, made only when a tracer wants it. */
class Call implements HandlerCall {
  outcome: HandlerOutcome = 'ok';
  error: unknown;
  pending = false;
  result: unknown;
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

/**
 * Asks for the same kind of event of one state after the other. Where it stopped: the position of the first state that was
 * refused or whose handler failed, -1 when all passed.
 */
export function emitEach(core: Core, tx: Transition, kind: number, states: readonly number[], from = 0): number {
  const only = core.observer === null ? core.bindings.only : undefined;
  for (let i = from; i < states.length; i++) {
    const state = states[i] as number;
    const passed = only === undefined ? emit(core, tx, kind, state, -1) : emitToOne(core, tx, kind, state, only);
    if (!passed) return i;
  }
  return -1;
}

/** The short way of {@link emit}, for one binding that nobody watches: nine of ten machines, and half the time. */
function emitToOne(core: Core, tx: Transition, kind: number, state: number, binding: Binding): boolean {
  const code = codeOf(kind, state);
  const handler = binding.table.byCode[code];
  if (handler === undefined || core.details.isSpecial || !tx.isRunning()) return emit(core, tx, kind, state, -1);
  const event = new MachineEvent(tx, code);
  tx.countCall();
  try {
    const result = handler.call(binding.target, event);
    if (result === undefined || result === true) return true;
    const outcome = judge(core, tx, event, kind, state, result, undefined);
    return outcome === 'ok' || ignoresReturn(core, event);
  } catch (thrown) {
    failed(core, tx, event, kind, state, thrown);
    return false;
  }
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
    if (observer?.level === 5) askedLine(observer, binding, eventName(schema, code));
    const handler = handlerOf(binding.table, kind, code);
    if (handler === undefined) continue;
    if (event === undefined) event = new MachineEvent(tx, code);
    else tx.notes.sharedEvents++;
    tx.countCall();
    const outcome =
      observer === null
        ? run(core, tx, event, kind, first, binding, handler, undefined)
        : invoke(core, observer, tx, event, kind, first, binding, handler);
    if (outcome === 'ok') continue;
    const canceled = overran(core, outcome);
    if (outcome === 'timeout' && !canceled) continue;
    if (outcome !== 'error' && !canceled && (isFinal || ignoresReturn(core, event))) continue;
    accepted = false;
    if (!isFinal || canceled) break;
  }
  if (accepted || core.parityGo) core.details.subscriptions?.matchArgs(tx, kind, first);
  if (event === undefined) return accepted;
  if (observer !== null) tellEmitted(observer, tx, kind, first, second, accepted, event);
  return accepted;
}

function isFinalKind(kind: number): boolean {
  return kind === STATE || kind === END || kind === ANY_STATE;
}

/** The handler took too long, and that cancels the transition. */
function overran(core: Core, outcome: HandlerOutcome): boolean {
  return outcome === 'timeout' && core.details.timing?.cancels === true;
}

/** In Go the event's name decides who only reacts, so a state called `BackEnd` can't be refused (Q20). */
function ignoresReturn(core: Core, event: MachineEvent): boolean {
  return core.parityGo && /(?:State|End)$/.test(event.name);
}

function tellEmitted(
  observer: Observer,
  tx: Transition,
  kind: number,
  first: number,
  second: number,
  accepted: boolean,
  event: MachineEvent,
): void {
  const isSelf = kind === PAIR && first === second;
  if (!isSelf || !tx.isCheck || observer.steps.checks) tx.steps?.push(handlerStep(kind, first, second));
  if (accepted || isFinalKind(kind)) return;
  observer.line(3, `[cancel${isSelf ? ':self' : ''}] (${tx.target.join(' ')}) by ${event.name}`);
}

/** Every binding is asked for every event, but for those outside its prefix. */
function askedLine(observer: Observer, { id, table: { prefix } }: Binding, name: string): void {
  if (name.startsWith(prefix)) observer.line(5, `[handle:${id}] ${name.slice(prefix.length)}`);
}

/** Runs a handler for somebody who watches. */
function invoke(
  core: Core,
  observer: Observer,
  tx: Transition,
  event: MachineEvent,
  kind: number,
  state: number,
  binding: Binding,
  handler: Handler,
): HandlerOutcome {
  const { level, fanOut } = observer;
  const { prefix } = binding.table;
  const method = prefix === '' ? event.name : event.name.slice(prefix.length);
  if (level >= 3) observer.line(3, `[handler:${String(binding.number)}] ${method}`);
  const phase = isFinalKind(kind) ? 'final' : 'negotiation';
  const call = observer.wantsHandlers ? new Call(tx, method, binding.id, binding.className, phase) : undefined;
  const outer = tx.call;
  if (call !== outer) tx.call = call;
  if (call !== undefined) fanOut?.handlerStart(call);
  const outcome = run(core, tx, event, kind, state, binding, handler, call);
  if (level >= 4) {
    if (outcome === 'skipped') observer.line(4, `[handler:invalid] ${event.name}`);
    else if (outcome !== 'error' && !overran(core, outcome))
      observer.line(5, `[handler:end] ${event.name} from ${binding.id}`);
  }
  if (call !== undefined) {
    call.outcome = outcome;
    fanOut?.handlerEnd(call);
  }
  if (call !== outer) tx.call = outer;
  return outcome;
}

/** Calls the handler, and measures it where handlers have a limit. */
function run(
  core: Core,
  tx: Transition,
  event: MachineEvent,
  kind: number,
  state: number,
  binding: Binding,
  handler: Handler,
  call: Call | undefined,
): HandlerOutcome {
  if (!tx.isRunning()) return 'skipped';
  const { timing } = core.details;
  if (timing === undefined) return attempt(core, tx, event, kind, state, binding, handler, call);
  const startedAt = timing.now();
  const outcome = attempt(core, tx, event, kind, state, binding, handler, call);
  return timing.judge({ tx, name: event.name, bindingId: binding.id }, startedAt, outcome);
}

function attempt(
  core: Core,
  tx: Transition,
  event: MachineEvent,
  kind: number,
  state: number,
  binding: Binding,
  handler: Handler,
  call: Call | undefined,
): HandlerOutcome {
  try {
    const result =
      call === undefined ? handler.call(binding.target, event) : callWrapped(core, event, binding, handler, call);
    if (call !== undefined) call.result = result;
    return result === undefined ? 'ok' : judge(core, tx, event, kind, state, result, call);
  } catch (thrown) {
    if (call !== undefined) call.error = thrown;
    return failed(core, tx, event, kind, state, thrown);
  }
}

/** What a handler's result means; throws for a promise where a decision is due. */
function judge(
  core: Core,
  tx: Transition,
  event: MachineEvent,
  kind: number,
  state: number,
  result: unknown,
  call: Call | undefined,
): HandlerOutcome {
  const isFinal = isFinalKind(kind);
  if (isThenable(result)) {
    if (!isFinal) throw asyncNegotiation(event.name, result);
    if (call !== undefined) {
      call.pending = true;
      call.result = undefined;
    }
    follow(core, tx, event, kind === STATE ? state : -1, result, call);
    return 'ok';
  }
  if (isFinal || result === true) return 'ok';
  tx.noteCause('handler', event.name);
  return 'rejected';
}

function failed(
  core: Core,
  tx: Transition,
  event: MachineEvent,
  kind: number,
  state: number,
  thrown: unknown,
): HandlerOutcome {
  recoverFromThrow(core, tx, thrown, event.name, isFinalKind(kind), kind === STATE ? state : -1);
  return 'error';
}

/** Calls a handler inside what tracers wrap around it. */
function callWrapped(core: Core, event: MachineEvent, binding: Binding, handler: Handler, call: Call): unknown {
  const fanOut = core.observer?.fanOut;
  if (fanOut?.wrapsHandlers !== true) return handler.call(binding.target, event);
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
