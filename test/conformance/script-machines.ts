import { Machine, exceptionHandlers } from 'statescope';
import type { AnyMachine, LogLevel, MachineEvent, MachineOptions } from 'statescope';
import { DisposedHandlers } from '../../src/states/index.js';
import { allHandlers } from './all-handlers.js';
import type { ScriptBinding, ScriptMachine, ScriptOp } from './script-case.js';

/** A machine that was made, and how often its hooks still run and its handlers still throw. */
interface Made {
  readonly golden: ScriptMachine;
  readonly machine: AnyMachine;
  hookRuns: number;
  panics: number;
}

/** What a kind of scripts has besides. */
export interface ScriptExtension {
  /** More options of a machine. */
  readonly options?: (golden: ScriptMachine) => Partial<MachineOptions>;
  /** Runs a call of a hook; true when it is one of its own. */
  readonly hook?: (op: ScriptOp) => boolean;
}

/** The machines of a script in the common format, and the calls that are the same in all kinds of scripts. */
export class ScriptMachines {
  readonly #golden: ReadonlyMap<string, ScriptMachine>;
  readonly #first: string;
  readonly #made = new Map<string, Made>();
  readonly #extension: ScriptExtension;

  constructor(machines: readonly ScriptMachine[], extension: ScriptExtension = {}) {
    this.#extension = extension;
    this.#golden = new Map(machines.map((machine) => [machine.key, machine]));
    this.#first = machines[0]?.key ?? '';
  }

  /** The machine of an op, if it was made. */
  of({ mach = this.#first }: ScriptOp): AnyMachine | undefined {
    return this.#made.get(mach)?.machine;
  }

  /** Makes the machine of an op `new`. */
  create({ mach = this.#first }: ScriptOp): void {
    const golden = this.#golden.get(mach);
    if (golden === undefined) throw new Error(`no machine ${mach}`);
    const parent = golden.parent === undefined ? undefined : this.#made.get(golden.parent)?.machine;
    const machine: AnyMachine = new (classOf(golden))({
      id: golden.id ?? golden.key,
      parity: 'go',
      ...(parent !== undefined && { parent }),
      ...(golden.tags !== undefined && { tags: golden.tags }),
      ...(golden.queueLimit !== undefined && { queueLimit: golden.queueLimit }),
      ...(golden.logArgs !== undefined && { logArgs: golden.logArgs }),
      ...(golden.traces === true && { logStackTrace: true }),
      ...this.#extension.options?.(golden),
    });
    const { hookRuns = 0, panics = 0 } = golden.limits ?? {};
    const made: Made = { golden, machine, hookRuns, panics };
    this.#made.set(mach, made);
    if (golden.names !== undefined) machine.verifyStates(golden.names);
    machine.setLogLevel((golden.logLevel ?? 0) as LogLevel);
    if (golden.disposable === true) machine.bindHandlers(new DisposedHandlers(), { id: 'disposed' });
    if (golden.exceptionHandler === true) machine.bindHandlers(exceptionHandlers, { id: 'exc' });
    golden.bindings?.forEach((binding, i) => {
      machine.bindHandlers(this.#handlers(made, binding), { id: `H${String(i)}` });
    });
  }

  /** Runs a mutation; its result, or that it threw. An op that is none is an error. */
  mutate(machine: AnyMachine, op: ScriptOp, event?: MachineEvent): number | 'throws' {
    const { states = [], state, args, text = 'err' } = op;
    const source = op.op.startsWith('ev') ? { source: event } : {};
    try {
      switch (op.op) {
        case 'add':
        case 'evAdd':
          return machine.add(states, args, source);
        case 'remove':
        case 'evRemove':
          return machine.remove(states, args, source);
        case 'set':
          return machine.set(states, args);
        case 'toggle':
          return machine.toggle(states, args);
        case 'canAdd':
          return machine.canAdd(states, args);
        case 'canRemove':
          return machine.canRemove(states, args);
        case 'addErr':
          return machine.addErr(new Error(text), state, args);
      }
    } catch {
      return 'throws';
    }
    throw new Error(`unknown op ${op.op}`);
  }

  #handlers(made: Made, binding: ScriptBinding): object {
    const { machine, golden } = made;
    const names = binding.handlers === 'all' ? allHandlers(machine.stateNames) : (binding.handlers ?? []);
    const handler = (name: string) => (event: MachineEvent) => {
      this.#runHook(made, name, event);
      if (golden.panic?.includes(name) === true && made.panics > 0 && !event.mutation.called.includes('Exception')) {
        made.panics--;
        throw new Error('boom');
      }
      return binding.reject?.includes(name) !== true;
    };
    return Object.fromEntries(names.map((name) => [name, handler(name)]));
  }

  #runHook(made: Made, name: string, event: MachineEvent): void {
    const ops = made.golden.hooks?.[name];
    if (ops === undefined || made.hookRuns === 0) return;
    made.hookRuns--;
    for (const op of ops) {
      if (this.#extension.hook?.(op) === true) continue;
      this.mutate(op.mach === undefined ? made.machine : (this.of(op) ?? made.machine), op, event);
    }
  }
}

/** The class of a machine, its groups of states in the order they are shown. */
function classOf({ schema, groups, groupsOrder = [] }: ScriptMachine): ReturnType<typeof Machine.of> {
  const Class = Machine.of(schema);
  if (groups === undefined) return Class;
  return Object.assign(Class, { groups: Object.fromEntries(groupsOrder.map((name) => [name, groups[name] ?? []])) });
}
