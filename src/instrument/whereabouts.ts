import type { ObservedMachine } from './observed.js';
import { resolvingContainer } from './resolving.js';
import type { TelemetryScope } from './scope.js';
import { shared } from './shared-state.js';

/** Where a machine, or the code that runs now, belongs. */
export interface Whereabouts {
  /** The container it was made in, or that is making something; undefined when there was none. */
  readonly container: unknown;
  readonly scope: TelemetryScope | undefined;
}

/** Where a machine belongs; without one, or with one that nothing is known of, where a machine made now would. */
export function whereabouts(machine?: ObservedMachine): Whereabouts {
  const known = machine === undefined ? undefined : shared.observations.get(machine);
  return known ?? { container: resolvingContainer(), scope: ambientScope() };
}

/** That of the enclosing `run`, else the only one started. */
export function ambientScope(): TelemetryScope | undefined {
  return shared.running.at(-1) ?? (shared.scopes.length === 1 ? shared.scopes[0] : undefined);
}
