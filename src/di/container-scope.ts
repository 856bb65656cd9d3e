import type { DependencyContainer } from 'tsyringe';
import type { ObservedMachine, TelemetryScope, TelemetryScopeOptions } from '../instrument/index.js';
import type { MachineClass } from '../metadata/index.js';
import { thrownText } from '../tracer/index.js';
import { ContainerMachines } from './container-machines.js';
import { SCOPE } from './tokens.js';

/** The scope of a container, its own or the nearest one above; nothing for what is no container, or a disposed one. */
export function scopeOf(candidate: unknown): TelemetryScope | undefined {
  try {
    const container = candidate as DependencyContainer;
    return container.isRegistered(SCOPE, true) ? container.resolve(SCOPE) : undefined;
  } catch {
    return undefined;
  }
}

/** Parents being looked for; a registration that needs the submachine to make its parent finds none. */
const sought = new Set<MachineClass>();

/** True while a parent of this class is looked for: what is there already is wanted, not a new one. */
export function isSought(Class: MachineClass): boolean {
  return sought.has(Class);
}

/**
 * The parent that a container has for submachines: what somebody registered for the class, else the one machine of the
 * class that was made in the container, or in the next one above that has any.
 * @throws what a registration of the user throws
 */
function parentIn(container: DependencyContainer, ParentClass: MachineClass): ObservedMachine | undefined {
  if (sought.has(ParentClass)) return undefined;
  const token = ParentClass as new () => ObservedMachine;
  if (!container.isRegistered(token, true)) return ContainerMachines.of(container).single(ParentClass);
  sought.add(ParentClass);
  try {
    return container.resolve<ObservedMachine | undefined>(token);
  } finally {
    sought.delete(ParentClass);
  }
}

/** How a scope knows containers: which are its own, what parents they have, and who was made in them. */
export function containerLinks(
  scope: () => TelemetryScope,
  warn: (text: string) => void,
): Pick<Required<TelemetryScopeOptions>, 'owns' | 'parentIn' | 'joined'> {
  return {
    owns: (candidate) => scopeOf(candidate) === scope(),
    parentIn: (container, ParentClass) => {
      try {
        return parentIn(container as DependencyContainer, ParentClass);
      } catch (error) {
        const reason = thrownText(error);
        warn(`no parent from the container, as resolving ${ParentClass.name} failed: ${reason}`);
        return undefined;
      }
    },
    joined: (container, machine) => {
      ContainerMachines.of(container as DependencyContainer).join(machine);
    },
  };
}
