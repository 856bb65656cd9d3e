import { isActiveTick } from './tick.js';

/** Ticks of states in index order; an odd one is active (machine specification §9). */
export type Time = readonly number[];

/** Ticks together with the names of their states, in the same order (machine specification §1, §9). */
export interface TimeIndex<N extends string = string> {
  readonly names: readonly N[];
  readonly time: Time;
}

type Ticks = Time | TimeIndex;
type States = number | string | readonly (number | string)[];

/** How many ticks until the next activation, the current one not counted: 2 for an active state, else 1. */
export function nextActiveIn(tick: number): number {
  return isActiveTick(tick) ? 2 : 1;
}

/** How many ticks until the next deactivation, the current one not counted: 1 for an active state, else 2. */
export function nextInactiveIn(tick: number): number {
  return isActiveTick(tick) ? 1 : 2;
}

/** The tick of the next activation, the current one not counted. */
export function nextActive(tick: number): number {
  return tick + nextActiveIn(tick);
}

/** The tick of the next deactivation, the current one not counted. */
export function nextInactive(tick: number): number {
  return tick + nextInactiveIn(tick);
}

/** The tick of one state, by index or by name; 0 for one that is not there. */
export function tickOf(time: Time, state: number): number;
export function tickOf<N extends string>(time: TimeIndex<N>, state: NoInfer<N>): number;
export function tickOf(time: Ticks, state: number | string): number {
  return ticksOf(time)[indexOf(time, state)] ?? 0;
}

/** A copy in which one state has ticked once; just a copy for an index that is not there. */
export function incrementTime(time: Time, state: number): Time {
  return time.map((tick, i) => (i === state ? tick + 1 : tick));
}

/** Element by element; unchanged when the lengths differ. */
export function addTime(time: Time, other: Time): Time {
  return time.length === other.length ? time.map((tick, i) => tick + (other[i] as number)) : time;
}

/** Ticks since an earlier time, element by element; zeros when the lengths differ. */
export function timeSince(time: Time, before: Time): Time {
  const comparable = time.length === before.length;
  return time.map((tick, i) => (comparable ? tick - (before[i] as number) : 0));
}

/** Sum of all ticks, or of those of the given indexes; indexes that are not there count nothing. */
export function sumTime(time: Time, states: readonly number[] = time.map((_, i) => i)): number {
  return states.reduce((sum, state) => sum + (time[state] ?? 0), 0);
}

/** The ticks of these states, in the order given; 0 for one that is not there. */
export function filterTime(time: Time, states: readonly number[]): Time;
export function filterTime<N extends string>(time: TimeIndex, states: readonly N[]): TimeIndex<N>;
export function filterTime(time: Ticks, states: readonly (number | string)[]): Ticks {
  const ticks = states.map((state) => ticksOf(time)[indexOf(time, state)] ?? 0);
  return isIndexed(time) ? { names: states as readonly string[], time: ticks } : ticks;
}

/** Indexes of the states whose tick is not 0. */
export function nonZeroStates(time: Time): readonly number[] {
  return time.flatMap((tick, i) => (tick === 0 ? [] : [i]));
}

/** Every tick is greater than that of the other time; of lists of different length, the shorter length counts. */
export function isLater(time: Time, other: Time, options: { readonly orEqual?: boolean } = {}): boolean {
  const { orEqual = false } = options;
  return pairs(time, other).every(([a, b]) => a > b || (orEqual && a === b));
}

/** Every tick is less than that of the other time; of lists of different length, the shorter length counts. */
export function isEarlier(time: Time, other: Time, options: { readonly orEqual?: boolean } = {}): boolean {
  return isLater(other, time, options);
}

/**
 * All ticks are the same.
 * @param options.strict the lengths have to be the same as well; otherwise the shorter one counts. @default true
 */
export function isSameTime(time: Time, other: Time, options: { readonly strict?: boolean } = {}): boolean {
  const { strict = true } = options;
  return (!strict || time.length === other.length) && pairs(time, other).every(([a, b]) => a === b);
}

/** All of these states are active; false for none, and for one that is not there. */
export function timeIs(time: Time, states: number | readonly number[]): boolean;
export function timeIs<N extends string>(time: TimeIndex<N>, states: NoInfer<N> | readonly NoInfer<N>[]): boolean;
export function timeIs(time: Ticks, states: States): boolean {
  const list = listOf(states);
  return list.length > 0 && list.every((state) => isActiveTick(ticksOf(time)[indexOf(time, state)]));
}

/**
 * None of these states is active; true for no states. In a list, states that are not there are ignored; a single index that
 * is not there gives false, a single unknown name true (machine specification §9).
 */
export function timeNot(time: Time, states: number | readonly number[]): boolean;
export function timeNot<N extends string>(time: TimeIndex<N>, states: NoInfer<N> | readonly NoInfer<N>[]): boolean;
export function timeNot(time: Ticks, states: States): boolean {
  if (typeof states === 'number' && ticksOf(time)[states] === undefined) return false;
  return listOf(states).every((state) => !isActiveTick(ticksOf(time)[indexOf(time, state)]));
}

/** For some of the arguments, all states are active; false without arguments. */
export function timeAny(time: Time, ...sets: readonly (number | readonly number[])[]): boolean;
export function timeAny<N extends string>(
  time: TimeIndex<N>,
  ...sets: readonly (NoInfer<N> | readonly NoInfer<N>[])[]
): boolean;
export function timeAny(time: Ticks, ...sets: readonly States[]): boolean {
  const is = timeIs as (time: Ticks, states: States) => boolean;
  return sets.some((states) => is(time, states));
}

/**
 * The active states: of plain ticks their indexes, else their names (`unknown<N>` where there is a tick and no name).
 * Given a list, those of its states that are active, in its order (Q40).
 */
export function activeIn(time: Time, states?: readonly number[]): readonly number[];
export function activeIn<N extends string>(time: TimeIndex<N>, states?: readonly NoInfer<N>[]): readonly N[];
export function activeIn(time: Ticks, states?: readonly (number | string)[]): readonly (number | string)[] {
  const all = ticksOf(time).map((_, i) => i);
  const active = (states ?? all).filter((state) => isActiveTick(ticksOf(time)[indexOf(time, state)]));
  return isIndexed(time) && states === undefined
    ? active.map((state) => time.names[state as number] ?? `unknown${state}`)
    : active;
}

/** Plain ticks joined by spaces; of a time with names, the names of the active states. */
export function timeText(time: Ticks): string {
  return (isIndexed(time) ? activeIn(time) : time).join(' ');
}

function isIndexed(time: Ticks): time is TimeIndex {
  return 'names' in time;
}

function ticksOf(time: Ticks): Time {
  return isIndexed(time) ? time.time : time;
}

function indexOf(time: Ticks, state: number | string): number {
  if (typeof state === 'number') return state;
  return isIndexed(time) ? time.names.indexOf(state) : -1;
}

function listOf(states: States): readonly (number | string)[] {
  return typeof states === 'object' ? states : [states];
}

function pairs(time: Time, other: Time): readonly (readonly [number, number])[] {
  return time.slice(0, other.length).map((tick, i) => [tick, other[i] as number]);
}
