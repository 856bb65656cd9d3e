import { shared } from './shared-state.js';

/** Machines nobody observes though their class is marked. */
export interface UnboundMachines {
  /** How many belong to none of the several telemetries that were started, by class. */
  readonly ambiguous: Readonly<Record<string, number>>;
  /** How many could not be remembered until telemetry starts, because too many waited already. */
  readonly forgotten: number;
  /** How many wait for telemetry to start. */
  readonly waiting: number;
}

/** How many telemetries of this process are started and not stopped. */
export function startedTelemetries(): number {
  return shared.scopes.length;
}

/** Counts the machines of marked classes that nobody observes, for the whole process. */
export function unboundMachines(): UnboundMachines {
  return {
    ambiguous: Object.fromEntries(shared.unbound),
    forgotten: shared.forgotten,
    waiting: shared.pending.alive().length,
  };
}
