import type { MutationSource, RejectionReason } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';
import { MORE, NOBODY, WATCHED } from './attention.js';
import { runBare } from './bare.js';
import type { Core } from './core.js';
import { drain, runQueue } from './drain.js';
import { CANCELED, EXECUTED, Mutation, NO_ARGS, QUEUED, typeName, type Args, type Result } from './mutation.js';
import { OPS } from './observer.js';
import { ADD, REMOVE, SET } from './relations.js';
import { Transition } from './transition.js';
import { typeText } from './type-text.js';

type States = string | readonly string[];
type Source = MutationSource | undefined;

/** Queues a mutation and runs what is queued, unless something runs already (machine specification §4.1). */
export function mutate(core: Core, kind: number, states: States, args: Args | undefined, source: Source): Result {
  if (!core.prepared) core.prepare();
  if (core.attention === MORE || source !== undefined) return enqueue(core, kind, states, args, source);
  if (core.draining) return enqueueInDrain(core, kind, states, args);
  const indexes = indexesOf(core, states);
  if (args === undefined && core.attention === NOBODY) return runBare(core, kind, indexes);
  if (core.attention === WATCHED && core.details.fanOut?.wantsQueued === true) {
    return runTold(core, Transition.atOnce(core, kind, indexes, givenArgs(args), true));
  }
  return runQueue(core, Transition.atOnce(core, kind, indexes, givenArgs(args)));
}

/** Tells tracers of a mutation that does not wait before it runs; what they queue comes after it. */
function runTold(core: Core, tx: Transition): Result {
  core.draining = true;
  core.details.fanOut?.mutationQueued(core.view, tx.mutation);
  core.draining = false;
  return core.disposing ? CANCELED : runQueue(core, tx);
}

/** What a handler queues, as a rule the only one: there is nothing to compare it with, nobody to tell, and no guard in its way. */
function enqueueInDrain(core: Core, kind: number, states: States, args: Args | undefined): Result {
  if (core.queueLength > 0 || core.attention === WATCHED || kind === REMOVE) {
    return enqueue(core, kind, states, args, undefined);
  }
  const mutation = new Mutation(core.schema, kind, indexesOf(core, states), givenArgs(args), undefined, false, false);
  core.queue.append(mutation, core.queueTick);
  return mutation.queueTick;
}

function enqueue(core: Core, kind: number, states: States, args: Args | undefined, source: Source): Result {
  const reason = refusal(core, kind, states, source);
  if (reason !== undefined) return refuse(core, kind, states, args, source, reason);
  const waiting = core.queueLength;
  if (kind === REMOVE && waiting === 0 && core.draining && !anyActive(core, states)) return EXECUTED;
  const indexes = indexesOf(core, states);
  const given = givenArgs(args);
  if (waiting === 0 && !core.draining && core.observer === null && source === undefined) {
    return runQueue(core, Transition.atOnce(core, kind, indexes, given));
  }
  if (waiting > 0 && given === NO_ARGS && isDuplicate(core, kind, indexes)) return EXECUTED;
  const mutation = new Mutation(core.schema, kind, indexes, given, source, false, false);
  core.queue.append(mutation, core.queueTick);
  core.tellQueued(mutation, 'queue');
  const result = drain(core);
  return result === QUEUED ? mutation.queueTick : result;
}

/** Asks whether a mutation would be accepted; prepended, so it is answered before what waits. */
export function check(core: Core, kind: number, states: States, args: Args | undefined): Result {
  if (!core.prepared) core.prepare();
  if (core.disposing) return refuse(core, kind, states, args, undefined, 'disposed', true);
  if (core.details.timing?.isBackingOff === true) return refuse(core, kind, states, args, undefined, 'backoff', true);
  const indexes = indexesOf(core, states);
  core.prepend(new Mutation(core.schema, kind, indexes, givenArgs(args), undefined, false, true));
  return core.draining ? QUEUED : drain(core);
}

/** Which guard refuses it, if any. */
function refusal(core: Core, kind: number, states: States, source: Source): RejectionReason | undefined {
  if (core.disposing) return 'disposed';
  const { timing } = core.details;
  if (timing !== undefined && kind !== SET && timing.isBackingOff) return 'backoff';
  if (core.queueLength < core.queueLimit) return undefined;
  return passesFullQueue(core, kind, states, source) ? undefined : 'queue_limit';
}

/**
 * An error gets through a full queue: adding Exception while it is inactive, removing it while it is active. Once: what waits
 * already does not need a second place (in Go every one passes until the first has run, Q28).
 */
function passesFullQueue(core: Core, kind: number, states: States, source: Source): boolean {
  const { exception } = core.schema;
  const name = core.schema.nameOf(exception);
  if (source !== undefined || kind === SET || !(typeof states === 'string' ? states === name : states.includes(name))) {
    return false;
  }
  if (core.node.has(exception) !== (kind === REMOVE)) return false;
  if (core.parityGo || kind === REMOVE) return true;
  for (const waiting of core.queue) if (waiting.kind === ADD && !waiting.check && waiting.callsException) return false;
  return true;
}

/** Refuses a mutation: tells the tracers, changes nothing. */
export function refuse(
  core: Core,
  kind: number,
  states: States,
  args: Args | undefined,
  source: Source,
  reason: RejectionReason,
  isCheck = false,
): Result {
  const { fanOut } = core.details;
  if (fanOut !== undefined) {
    const indexes = listOf(states).flatMap((name) => core.schema.index.get(name) ?? []);
    const mutation = new Mutation(core.schema, kind, indexes, args ?? NO_ARGS, source, false, isCheck);
    fanOut.mutationRejected(core.view, mutation, reason);
  }
  return CANCELED;
}

function listOf(states: string | readonly string[]): readonly string[] {
  if (typeof states === 'string') return [states];
  return Array.isArray(states) ? (states as readonly string[]) : [];
}

/** Names to indexes, without duplicates. Throws `STATE_MISSING` for an unknown name. */
export function indexesOf(core: Core, states: string | readonly string[]): readonly number[] {
  const { schema } = core;
  if (typeof states !== 'string') return indexesOfAll(core, states);
  const state = schema.index.get(states);
  return state === undefined ? missing(core, [states]) : (schema.singles[state] as readonly number[]);
}

function indexesOfAll(core: Core, states: readonly string[]): readonly number[] {
  if (!Array.isArray(states)) return noNames(core, states);
  if (typeof states[0] === 'string' && states.length === 1) return indexesOf(core, states[0]);
  const { schema } = core;
  const indexes: number[] = [];
  const unknown: string[] = [];
  for (const name of states) {
    if (typeof name !== 'string') return noNames(core, name);
    const state = schema.index.get(name);
    if (state === undefined) unknown.push(name);
    else if (!indexes.includes(state)) indexes.push(state);
  }
  return unknown.length > 0 ? missing(core, unknown) : indexes;
}

function noNames(core: Core, given: unknown): never {
  const text = `states are a name or a list of names, got ${typeText(given)} for ${core.id}`;
  throw new MachineError('INVALID_ARGS', text);
}

function hint(core: Core, names: readonly string[]): string {
  const { names: known, size } = core.schema;
  const [meant] = names.flatMap((name) => nearest(name, known.slice(0, size)) ?? []);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

function missing(core: Core, names: readonly string[]): never {
  const text = `missing states: ${names.join(', ')} not defined in schema for ${core.id}${hint(core, names)}`;
  throw new MachineError('STATE_MISSING', text);
}

function anyActive(core: Core, states: string | readonly string[]): boolean {
  return listOf(states).some((name) => {
    const state = core.schema.index.get(name);
    return state !== undefined && core.node.has(state);
  });
}

/** Arguments; {@link NO_ARGS} for none. */
export function givenArgs(args: Args | undefined): Args {
  return args === undefined || isEmpty(args) ? NO_ARGS : args;
}

function isEmpty(args: Args): boolean {
  for (const key in args) if (Object.hasOwn(args, key)) return false;
  return true;
}

/** Any waiting mutation of the same type, without arguments and with the same set of states; never for Multi states. */
function isDuplicate(core: Core, kind: number, indexes: readonly number[]): boolean {
  if (indexes.some((state) => core.schema.multi[state] === true)) return false;
  for (const waiting of core.queue) {
    if (waiting.kind !== kind || waiting.check || waiting.args !== NO_ARGS) continue;
    if (waiting.indexes.length !== indexes.length || !indexes.every((state) => waiting.indexes.includes(state)))
      continue;
    const names = core.schema.namesOf(indexes).join(' ');
    core.observer?.line(core, OPS, `[queue:skipped] Duplicate detected for [${typeName(kind)}] ${names}`);
    return true;
  }
  return false;
}

/** Removes when all of the states are active, adds otherwise. */
export function toggleKind(core: Core, states: string | readonly string[]): number {
  const active = listOf(states).every((name) => {
    const state = core.schema.index.get(name);
    return state !== undefined && core.node.has(state);
  });
  return active ? REMOVE : ADD;
}
