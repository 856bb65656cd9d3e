import { setMachineHooks } from '../engine/index.js';
import { isMarked, marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { attach } from './attach.js';
import { awaitsHeldParent, finish, isMachine } from './held-parent.js';
import type { Adoptable } from './held-parent.js';
import { checkMarks } from './mark-check.js';
import { detectsEval } from './nested-evals.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { remember } from './pending.js';
import { resolvingContainer } from './resolving.js';
import type { TelemetryScope } from './scope.js';
import { shared } from './shared-state.js';
import type { Observation } from './shared-state.js';
import { ambientScope } from './whereabouts.js';

/** Connects a machine that is being made with what its class and its scope ask for. */
export function machineCreated(machine: ObservedMachine, container: unknown): void {
  // The way of a program without telemetry and without marks.
  if (shared.scopes.length === 0 && machine.parent === undefined && !isMarked(classOf(machine))) return;
  checkMarks(classOf(machine), () => machine.view.stateNames);
  if (machine.parent === undefined && container !== undefined) adoptParentIn(container, machine);
  const above = machine.parent === undefined ? undefined : shared.observations.get(machine.parent);
  const observation: Observation = {
    scope: undefined,
    container: container ?? above?.container,
    entitlements: [],
    upbringing: undefined,
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

/** A submachine without a parent has that of its container, if there is one. */
function adoptParentIn(container: unknown, machine: ObservedMachine): void {
  const ParentClass = marksOf(classOf(machine)).parent?.parentClass?.();
  if (ParentClass === undefined) return;
  const parent = scopeFor(container, undefined)?.parentIn(container, ParentClass);
  if (isMachine(parent) && parent !== machine) (machine as Adoptable).adoptParent(parent);
}

/** Lets go of a machine that is gone. */
export function machineDisposed(machine: ObservedMachine): void {
  shared.pending.delete(machine);
  shared.observations.get(machine)?.scope?.release(machine);
}

/** The option `container`, else the parent's scope unless that ends, else the enclosing `run`, else the only one started. */
function scopeFor(container: unknown, above: Observation | undefined): TelemetryScope | undefined {
  if (container !== undefined) return shared.scopes.find((scope) => scope.owns(container));
  if (above?.scope !== undefined && !above.scope.isStopped) return above.scope;
  if (above?.container !== undefined) return undefined;
  return ambientScope();
}

function countUnbound(Class: ClassLike): void {
  if (isMarked(Class)) shared.unbound.set(Class.name, (shared.unbound.get(Class.name) ?? 0) + 1);
}

setMachineHooks({
  created: (machine, options) => {
    if (options.logArgs !== undefined) shared.logArgs.set(machine, options.logArgs);
    const container = options.container ?? resolvingContainer(classOf(machine));
    const made = (): void => {
      machineCreated(machine, container);
    };
    if (!awaitsHeldParent(machine, made)) made();
  },
  ready: finish,
  misnamed: (_machine, text) => {
    shared.misnamed.add(text);
  },
  detectsEval,
  disposed: machineDisposed,
});
