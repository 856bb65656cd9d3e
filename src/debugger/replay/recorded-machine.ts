import { MachineError } from '../../errors.js';
import { EXCEPTION, importMachine, Machine } from '../../engine/index.js';
import type { AnyMachine, MachineExport, MachineOptions, Schema } from '../../engine/index.js';
import type { MachineEvent, Tick } from '../model/index.js';

/**
 * A machine with the schema of a recorded one, and no handlers.
 * @throws MachineError SCHEMA for a schema that contradicts itself
 */
export function machineOf({ machine, states, tags }: MachineEvent, options: MachineOptions = {}): AnyMachine {
  const schema: Schema = Object.fromEntries(states.map(({ name, ...definition }) => [name, definition]));
  // Every machine here has it.
  const names = [...new Set([...states.map(({ name }) => name), EXCEPTION])];
  const Recorded = Machine.of(schema, { names });
  return new Recorded({ id: machine, tags, ...options });
}

/** Clocks of a machine by the names of its states. */
export type ClocksByName = ReadonlyMap<string, number>;

/** What was recorded, by name. States that the schema did not have yet stand at 0. */
export function recordedClocks({ states }: MachineEvent, clocks: readonly Tick[]): ClocksByName {
  return new Map(states.map(({ name }, index) => [name, Number(clocks[index] ?? 0)]));
}

/**
 * Puts a machine where a recorded one was, without a transition.
 * @throws MachineError DEBUGGER when the two have different states
 */
export function placeAt(machine: AnyMachine, clocks: ClocksByName, queueTick: number): void {
  const names = machine.stateNames;
  const missing = [...clocks.keys()].filter((name) => !names.includes(name));
  const extra = names.filter((name) => !clocks.has(name) && name !== EXCEPTION);
  if (missing.length > 0 || extra.length > 0) {
    const lacks = missing.length > 0 ? ` lacks ${missing.join(', ')}` : '';
    const has = extra.length > 0 ? ` has ${extra.join(', ')}, which it had not` : '';
    throw new MachineError('DEBUGGER', `machine ${machine.id} is not the one that was recorded: it${lacks}${has}`);
  }
  const isThere = [...clocks].every(([name, tick]) => machine.tick(name) === tick);
  if (isThere) return;
  putAt(machine, {
    id: machine.id,
    state_names: names,
    time: names.map((name) => clocks.get(name) ?? 0),
    queue_tick: queueTick,
    machine_tick: 0,
  });
}

function putAt(machine: AnyMachine, data: MachineExport): void {
  try {
    importMachine(machine, data);
  } catch (error) {
    if (error instanceof MachineError) throw error;
    const message = `machine ${machine.id} can not be put anywhere: its class comes from another copy of this package`;
    throw new MachineError('DEBUGGER', message, { cause: error });
  }
}
