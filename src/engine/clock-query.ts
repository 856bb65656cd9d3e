import { MachineError } from '../errors.js';
import type { Time } from './clock.js';
import { coreOf } from './core-of.js';
import type { AnyMachine, Machine } from './machine.js';
import type { StateOf } from './names.js';
import type { Schema } from './schema.js';
import { typeText } from './type-text.js';

/** Clocks of some states by name; those of all are `machine.clock()`. */
type Clocks<S extends Schema> = { readonly [K in StateOf<S>]?: number };
type Holds = (now: number, given: number) => boolean;

const isSame: Holds = (now, given) => now === given;
const isReached: Holds = (now, given) => now >= given;

/**
 * Every listed clock stands exactly here, so nothing has happened to these states since (machine specification §9, §10). A shorter
 * list than there are states asks for the first ones. False once the machine is disposed: it stands nowhere any more.
 * Throws `INVALID_ARGS` for more ticks than states.
 * @param states whose clocks they are; one that is unknown has clock 0. @default all, in index order
 */
export function isTime<S extends Schema>(machine: Machine<S>, time: Time, states?: readonly StateOf<S>[]): boolean {
  return compareTime(machine, time, states, isSame);
}

/** Every listed clock has got this far, or further (machine specification §9, §10). Otherwise as {@link isTime}. */
export function wasTime<S extends Schema>(machine: Machine<S>, time: Time, states?: readonly StateOf<S>[]): boolean {
  return compareTime(machine, time, states, isReached);
}

/**
 * Every clock that is named stands exactly here (machine specification §9, §10); true for none, an unknown state has clock 0.
 * False once the machine is disposed. Throws `INVALID_ARGS` for what is no object.
 */
export function isClock<S extends Schema>(machine: Machine<S>, clock: Clocks<S>): boolean {
  return !coreOf(machine).disposing && compareClock(machine, clock, isSame);
}

/**
 * Every clock that is named has got this far, or further (machine specification §9, §10). All clocks of a disposed machine count
 * as 0. Otherwise as {@link isClock}.
 */
export function wasClock<S extends Schema>(machine: Machine<S>, clock: Clocks<S>): boolean {
  return compareClock(machine, clock, isReached);
}

function compareTime(machine: AnyMachine, time: Time, states: readonly string[] | undefined, holds: Holds): boolean {
  const core = coreOf(machine);
  if (core.disposing) return false;
  const { index, size } = core.schema;
  checkTime(time, states?.length ?? size, core.id);
  return time.every((given, i) => {
    const state = states === undefined ? i : index.get(states[i] as string);
    return holds(state === undefined ? 0 : core.tickOf(state), given);
  });
}

function compareClock<S extends Schema>(machine: Machine<S>, clock: Clocks<S>, holds: Holds): boolean {
  const core = coreOf(machine);
  checkClock(clock, core.id);
  return Object.entries<number>(clock as Readonly<Record<string, number>>).every(([name, given]) => {
    const state = core.disposing ? undefined : core.schema.index.get(name);
    return holds(state === undefined ? 0 : core.tickOf(state), given);
  });
}

/** Programs without types hand over anything. */
function checkClock(clock: unknown, id: string): void {
  if (typeof clock === 'object' && clock !== null && !Array.isArray(clock)) return;
  wrong(`clocks are an object of ticks by state, got ${typeText(clock)}`, id);
}

function checkTime(time: Time, states: number, id: string): void {
  if (!Array.isArray(time)) wrong(`a time is a list of ticks, got ${typeText(time)}`, id);
  if (time.length > states) wrong(`a time has one tick per state, got ${time.length} for ${states}`, id);
}

function wrong(text: string, id: string): never {
  throw new MachineError('INVALID_ARGS', `${text} for ${id}`);
}
