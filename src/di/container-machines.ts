import 'reflect-metadata';
import { Lifecycle } from 'tsyringe';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { FORM } from '../copies.js';
import { WeakList, classOf } from '../instrument/index.js';
import type { ObservedMachine } from '../instrument/index.js';
import type { ClassLike, MachineClass } from '../metadata/index.js';

/** What a container does with a machine that it made. */
interface Disposable {
  dispose(): Promise<void>;
}

/** The machines of one container, held weakly. */
export class ContainerMachines {
  #container: DependencyContainer | undefined;
  #above: ContainerMachines | undefined;
  readonly #below = new WeakList<ContainerMachines>();
  readonly #members = new Map<ClassLike, WeakList<ObservedMachine>>();
  readonly #resolved = new WeakList<ObservedMachine & Disposable>();

  /** Those of a container, made when they are first asked for. */
  static of(container: DependencyContainer): ContainerMachines {
    const isKnown = container.isRegistered(MACHINES);
    const above = !isKnown && container.isRegistered(MACHINES, true) ? container.resolve(MACHINES) : undefined;
    // The container itself makes it, as it disposes of nothing else.
    if (!isKnown) container.register(MACHINES, { useClass: ContainerMachines }, { lifecycle: Lifecycle.Singleton });
    const machines = container.resolve(MACHINES);
    if (machines.#container !== undefined) return machines;
    machines.#container = container;
    // The one before was forgotten by `clearInstances`.
    const before = known.get(container);
    if (before !== undefined) machines.#above = before.#above;
    else if (above !== undefined) above.#insert(machines);
    known.set(container, machines);
    return machines;
  }

  /** Puts one right below, and those that were there and are below it by rights, below it. */
  #insert(machines: ContainerMachines): void {
    // A container does not tell its parent, but what is registered in it is seen from below.
    const sign = Symbol('statescope.above');
    machines.#container?.register(sign, { useValue: true });
    for (const other of this.#below.alive()) {
      if (!other.#sees(sign)) continue;
      this.#below.delete(other);
      other.#above = machines;
      machines.#below.add(other);
    }
    machines.#above = this;
    this.#below.add(machines);
  }

  #sees(sign: symbol): boolean {
    try {
      return this.#container?.isRegistered(sign, true) === true;
    } catch {
      // Disposed of.
      return false;
    }
  }

  /** A machine belongs to this container. */
  join(machine: ObservedMachine): void {
    const Class = classOf(machine);
    const list = this.#members.get(Class) ?? new WeakList<ObservedMachine>();
    this.#members.set(Class, list);
    list.add(machine);
  }

  /** A machine was made by resolving it: it ends with the container, as everything does that tsyringe makes. */
  own(machine: ObservedMachine & Disposable): void {
    this.#resolved.add(machine);
  }

  /** The one machine of a class, or of a subclass, in this container or the next one above that has any. */
  single(Class: MachineClass): ObservedMachine | undefined {
    const found = new Set<ObservedMachine>();
    for (const [Member, list] of this.#members) {
      if (Member !== Class && !(Member.prototype instanceof (Class as NewableFunction))) continue;
      for (const machine of list) {
        if ((machine as { isDisposed?: boolean }).isDisposed === true) continue;
        found.add(machine);
        if (found.size > 1) return undefined;
      }
    }
    const [only] = found;
    return only ?? this.#above?.single(Class);
  }

  /** Called by tsyringe when the container is disposed of; fails with what a machine's own end failed with. */
  async dispose(): Promise<void> {
    await Promise.all(this.#resolved.alive().map((machine) => machine.dispose()));
  }
}

/** The last ones of a container. */
const known = new WeakMap<DependencyContainer, ContainerMachines>();

const MACHINES: InjectionToken<ContainerMachines> = Symbol.for(`statescope.machines.${FORM}`);
