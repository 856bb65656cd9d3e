import { isMarked } from '../metadata/index.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import type { TelemetryScope } from './scope.js';
import { shared } from './shared-state.js';
import type { Observation } from './shared-state.js';

/** Remembers a machine of a marked class until telemetry starts: weakly, and 10,000 of them at most. */
export function remember(machine: ObservedMachine): void {
  if (!shared.remember || !isMarked(classOf(machine))) return;
  if (!shared.pending.add(machine)) shared.forgotten += 1;
}

/** Binds the machines that waited for this scope, parents before their submachines. */
export function adoptPending(scope: TelemetryScope): void {
  for (const machine of shared.pending.alive()) {
    const observation = shared.observations.get(machine);
    if (observation === undefined || !isMeantFor(scope, observation)) continue;
    shared.pending.delete(machine);
    scope.adopt(machine, observation);
  }
}

/** Until a telemetry starts after all, no machine is remembered; those that wait are let go. */
export function rememberNothing(): void {
  shared.remember = false;
  shared.pending.clear();
}

function isMeantFor(scope: TelemetryScope, { container }: Observation): boolean {
  return container === undefined ? shared.scopes.length === 1 : scope.owns(container);
}
