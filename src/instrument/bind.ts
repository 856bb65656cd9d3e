import { setMachineHooks } from '../engine/index.js';
import { isMarked } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { attach } from './attach.js';
import { awaitsHeldParent, finish } from './held-parent.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { remember } from './pending.js';
import type { TelemetryScope } from './scope.js';
import { shared } from './shared-state.js';
import type { Observation } from './shared-state.js';

/** Connects a machine that is being made with what its class and its scope ask for. */
export function machineCreated(machine: ObservedMachine, container: unknown): void {
  // The way of a program without telemetry and without marks.
  if (shared.scopes.length === 0 && machine.parent === undefined && !isMarked(classOf(machine))) return;
  const above = machine.parent === undefined ? undefined : shared.observations.get(machine.parent);
  const observation: Observation = {
    scope: undefined,
    container: container ?? above?.container,
    entitlements: [],
    bound: [],
  };
  shared.observations.set(machine, observation);
  const scope = scopeFor(container, above);
  if (scope !== undefined) {
    scope.adopt(machine, observation);
    return;
  }
  // Tracers bound to the parent by hand are inherited without any telemetry.
  attach(machine, observation);
  if (shared.scopes.length === 0 || observation.container !== undefined) remember(machine);
  else countUnbound(classOf(machine));
}

/** Lets go of a machine that is gone. */
export function machineDisposed(machine: ObservedMachine): void {
  shared.pending.delete(machine);
  shared.observations.get(machine)?.scope?.release(machine);
}

/** The option `container`, else the parent's scope, else the enclosing `run`, else the only one started. */
function scopeFor(container: unknown, above: Observation | undefined): TelemetryScope | undefined {
  if (container !== undefined) return shared.scopes.find((scope) => scope.owns(container));
  if (above?.scope !== undefined) return above.scope;
  if (above?.container !== undefined) return undefined;
  return shared.running.at(-1) ?? (shared.scopes.length === 1 ? shared.scopes[0] : undefined);
}

function countUnbound(Class: ClassLike): void {
  if (isMarked(Class)) shared.unbound.set(Class.name, (shared.unbound.get(Class.name) ?? 0) + 1);
}

setMachineHooks({
  created: (machine, options) => {
    const made = (): void => {
      machineCreated(machine, options.container);
    };
    if (!awaitsHeldParent(machine, made)) made();
  },
  ready: finish,
  misnamed: (_machine, text) => {
    shared.misnamed.add(text);
  },
  disposed: machineDisposed,
});
