import type { MutationType, MutationView } from '../tracer/index.js';
import { coreOf } from './core-of.js';
import type { AnyMachine, Machine } from './machine.js';
import { NO_ARGS, type Mutation } from './mutation.js';
import type { StateOf } from './names.js';
import type { Schema } from './schema.js';

/** What to look for among the mutations that wait (machine specification §4.4). */
export interface QueueQuery {
  readonly type: MutationType;
  /** The mutation calls all of these, and maybe others. */
  readonly states: readonly string[];
  /** It calls no others. @default false */
  readonly exact?: boolean;
  /** It has no arguments. @default false */
  readonly withoutArgs?: boolean;
  /** It only asks whether it could run (`canAdd`, `canRemove`). @default false */
  readonly check?: boolean;
  /** Lowest queue tick; prepended mutations have 0. @default 0 */
  readonly minQueueTick?: number;
  /** Looks at the first or the last waiting mutation only. @default 'any' */
  readonly position?: 'any' | 'first' | 'last';
}

/** A waiting mutation that was looked for. */
export interface QueueMatch {
  /** Place in the queue, 0 is next. */
  readonly index: number;
  /** 0 for prepended mutations. */
  readonly queueTick: number;
}

/** The mutations that wait, first to last; a copy, empty once the machine is disposed. */
export function queueOf(machine: AnyMachine): readonly MutationView[] {
  return [...coreOf(machine).queue];
}

/** The first waiting mutation that fits; undefined when none does, also in an empty queue. */
export function findQueued(machine: AnyMachine, query: QueueQuery): QueueMatch | undefined {
  const waiting = [...coreOf(machine).queue];
  const { position = 'any' } = query;
  const from = position === 'last' ? Math.max(0, waiting.length - 1) : 0;
  const to = position === 'first' ? 1 : waiting.length;
  for (const [offset, mutation] of waiting.slice(from, to).entries()) {
    if (fits(mutation, query)) return { index: from + offset, queueTick: mutation.queueTick };
  }
  return undefined;
}

/** At least `count` waiting mutations, checks left out, fit. */
export function isQueuedAbove(
  machine: AnyMachine,
  count: number,
  query: Omit<QueueQuery, 'check' | 'position'>,
): boolean {
  return [...coreOf(machine).queue].filter((mutation) => fits(mutation, query)).length >= count;
}

/** A waiting mutation adds all of these. */
export function willBe<S extends Schema>(machine: Machine<S>, ...states: readonly StateOf<S>[]): boolean {
  return findQueued(machine, { type: 'add', states }) !== undefined;
}

/** A waiting mutation adds at least one of these; false for none (machine specification §4.4). */
export function willBeAny<S extends Schema>(machine: Machine<S>, ...states: readonly StateOf<S>[]): boolean {
  return states.some((state) => willBe(machine, state));
}

/** A waiting mutation removes all of these. */
export function willBeRemoved<S extends Schema>(machine: Machine<S>, ...states: readonly StateOf<S>[]): boolean {
  return findQueued(machine, { type: 'remove', states }) !== undefined;
}

function fits(mutation: Mutation, query: QueueQuery): boolean {
  const { called } = mutation;
  return (
    mutation.type === query.type &&
    mutation.check === (query.check ?? false) &&
    (query.withoutArgs !== true || mutation.args === NO_ARGS) &&
    (query.exact !== true || called.length === new Set(query.states).size) &&
    query.states.every((state) => called.includes(state)) &&
    mutation.queueTick >= (query.minQueueTick ?? 0)
  );
}
