import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';
import { mutate } from './mutators.js';
import { CHANGES, OPS } from './observer.js';
import { ADD } from './relations.js';
import { memoFor } from './schema-cache.js';
import { restoreSince, sinceTimes } from './since.js';
import { isActiveTick, sumOf } from './tick.js';

/** Activated after an import, where the schema has it. */
const RESTORED = 'MachineRestored';

/** A machine as JSON-safe data; the keys are those of the reference implementation, `since` is our own. */
export interface MachineExport {
  readonly id: string;
  /** In index order. */
  readonly state_names: readonly string[];
  /** Clocks in the same order. */
  readonly time: readonly number[];
  readonly queue_tick: number;
  /** How many times the machine had been imported. */
  readonly machine_tick: number;
  /** When each state was activated last, in milliseconds since the epoch; only with the option `trackSince`. */
  readonly since?: Readonly<Record<string, number>>;
}

const machineTicks = new WeakMap<Core, number>();

/** How many times the machine's data were imported, over all its lives. */
export function machineTick(machine: AnyMachine): number {
  return machineTicks.get(coreOf(machine)) ?? 0;
}

/** A machine's clocks as data, for {@link importMachine}. What waits in the queue is not part of it (machine specification §10). */
export function exportMachine(machine: AnyMachine): MachineExport {
  const core = coreOf(machine);
  const since = sinceTimes(core);
  core.observer?.line(core, OPS, `[import] exported at ${String(sumOf(core.clocks))} ticks`);
  return {
    id: core.id,
    state_names: core.schema.names.slice(0, core.schema.size),
    time: [...core.clocks],
    queue_tick: core.queueTick,
    machine_tick: machineTick(machine),
    ...(since !== undefined && { since }),
  };
}

/**
 * Puts a machine of the same id and states where another one was (machine specification §10): clocks, active states, index
 * order and activation times. All or nothing, without a transition: no handlers run. Waits that are satisfied now resolve,
 * signals of states whose clock changed abort. Then `MachineRestored` is added where the schema has it.
 * Throws `SCHEMA` for another id, other states or clocks, and while the queue runs.
 */
export function importMachine(machine: AnyMachine, data: MachineExport): void {
  const core = coreOf(machine);
  check(core, data);
  const { state_names: names, time } = data;
  core.reorder(memoFor(core.schema.states, names, core.schema.roots));
  const changed = time.flatMap((tick, state) => (tick === core.clocks[state] ? [] : [state]));
  core.place(core.memo.node(time.flatMap((tick, state) => (isActiveTick(tick) ? [state] : []))), time);
  machineTicks.set(core, data.machine_tick + 1);
  if (data.since !== undefined) restoreSince(core, data.since);
  core.details.activations?.end(changed);
  core.details.subscriptions?.recheck();
  core.details.fanOut?.verifyStates(core.view);
  const ticks = `${String(data.machine_tick + 1)} times, now at ${String(sumOf(time))} ticks`;
  core.observer?.line(core, CHANGES, `[import] imported ${ticks}`);
  if (core.schema.index.has(RESTORED)) {
    mutate(core, ADD, RESTORED, undefined, undefined);
  }
}

function check(core: Core, { id, state_names: names, time, machine_tick: imports, since = {} }: MachineExport): void {
  const fail = (text: string): never => {
    throw new MachineError('SCHEMA', `${core.id} can not be imported: ${text}`);
  };
  if (core.draining) fail('its queue runs, do it before or after');
  if (core.disposed) fail('it is disposed');
  if (id !== core.id) fail(`import ID mismatch, the data are of ${id}`);
  const unknown = names.filter((name) => !core.schema.index.has(name));
  if (unknown.length > 0) fail(`it has no state ${unknown.join(', ')}`);
  const { size } = core.schema;
  if (new Set(names).size !== size || names.length !== size) fail(`it has ${size} states, the data ${names.length}`);
  if (time.length !== size) fail(`it has ${size} states, the data ${time.length} clocks`);
  if (![...time, imports].every((tick) => Number.isSafeInteger(tick) && tick >= 0)) {
    fail('clocks must be whole numbers from 0 up');
  }
  if (!Object.values(since).every((ms) => Number.isFinite(ms))) fail('activation times must be numbers');
}
