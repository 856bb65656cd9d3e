import type { MachineView, StateView, TransitionView } from '../tracer/index.js';
import type { Core } from './core.js';
import { argsMapper, type ArgsMapper } from './log-args.js';
import { idNumber, idText, nextIdNumber } from './machine-ids.js';
import type { AnyMachine, MachineBase } from './machine.js';
import type { Schema } from './schema.js';

/** By the list of names, which many machines share. */
const mappers = new WeakMap<readonly string[], ArgsMapper>();

/** What tracers see of a machine. */
export class CoreView implements MachineView {
  readonly #core: Core;
  /** As a number (`machine-ids.ts`) where no option says it, until somebody asks, and again while the machine rests. */
  #id: string | number;

  constructor(core: Core) {
    this.#core = core;
    // Programs without types give numbers as well.
    const id = core.options.id as string | number | undefined;
    this.#id = id?.toString() ?? nextIdNumber();
  }

  /** Undefined for a view of another copy of the engine. */
  static machineOf(view: MachineView): AnyMachine | undefined {
    return #core in view ? view.#core.machine : undefined;
  }

  get id(): string {
    const id = this.#id;
    return typeof id === 'string' ? id : (this.#id = idText(id));
  }

  get className(): string {
    return this.#core.machine.constructor.name;
  }

  get parent(): MachineView | undefined {
    return this.#core.details.parent?.view;
  }

  get parentId(): string | undefined {
    return this.#core.details.parent?.id;
  }

  get tags(): readonly string[] {
    return [...new Set(this.#core.options.tags)];
  }

  get stateNames(): readonly string[] {
    return this.#core.schema.names.slice(0, this.#core.schema.size);
  }

  get schema(): Readonly<Record<string, StateView>> {
    return this.#core.schema.states;
  }

  get groups(): Readonly<Record<string, readonly string[]>> | undefined {
    return (this.#core.machine.constructor as Partial<MachineBase<Schema>>).groups;
  }

  get logArgs(): ArgsMapper | undefined {
    const { logArgs } = this.#core.options;
    if (logArgs === undefined || typeof logArgs === 'function') return logArgs;
    let mapper = mappers.get(logArgs);
    if (mapper === undefined) mappers.set(logArgs, (mapper = argsMapper(logArgs)));
    return mapper;
  }

  get queueLength(): number {
    return this.#core.queueLength;
  }

  get queueTick(): number {
    return this.#core.queueTick;
  }

  activeStates(): readonly string[] {
    return this.#core.schema.namesOf(this.#core.node.list);
  }

  is(...states: readonly string[]): boolean {
    return states.every((name) => {
      const state = this.#core.schema.index.get(name);
      return state !== undefined && this.#core.node.has(state);
    });
  }

  tick(state: string): number {
    const index = this.#core.schema.index.get(state);
    return index === undefined ? 0 : this.#core.tickOf(index);
  }

  time(): readonly number[] {
    return this.#core.clocks;
  }

  transition(): TransitionView | undefined {
    return this.#core.transition;
  }

  rest(): void {
    this.#core.rest();
    if (typeof this.#id === 'string') this.#id = idNumber(this.#id) ?? this.#id;
  }
}

/** The machine behind what tracers see; for those who look after machines, tracers that watch leave them alone. */
export function machineOf(view: MachineView): AnyMachine | undefined {
  return CoreView.machineOf(view);
}
