import { MachineError } from '../errors.js';
import { classStates, unknownClasses } from '../instrument/index.js';
import type { ClassState, TelemetryScope } from '../instrument/index.js';
import { isoTime } from './machine-entry.js';
import { RequestError } from './request-error.js';
import type { ToggleRequest } from './toggle-request.js';

/** What `GET /instrumentation` answers; times are ISO 8601. */
export interface Instrumentation {
  /** Every class with the state of each signal and who decides it. */
  readonly classes: readonly object[];
  /** What was toggled at run time, the weightiest first. */
  readonly toggles: readonly object[];
  /** The tracers there are; `signal` is absent for those that see every marked class. */
  readonly tracers: readonly { readonly id: string; readonly signal?: string }[];
  /** Of a PUT: names that no class has. */
  readonly warnings?: readonly string[];
}

/** What is observed of every class. */
export function instrumentation(scope: TelemetryScope): Instrumentation {
  return {
    classes: classStates(scope).map(shownClass),
    toggles: scope.toggles.runtime.map(shownTime),
    tracers: scope.tracers.map(({ id, signal }) => ({ id, ...(signal !== undefined && { signal }) })),
  };
}

/**
 * Toggles classes.
 * @throws RequestError 400 when too many patterns would be toggled
 */
export function toggleClasses(scope: TelemetryScope, { classes, ttlMs }: ToggleRequest): Instrumentation {
  const known = classStates(scope).map(({ className }) => className);
  try {
    scope.toggleAll([...classes], { ttlMs });
  } catch (error) {
    if (error instanceof MachineError) throw new RequestError(400, error.message);
    throw error;
  }
  const warnings = unknownClasses([...classes.keys()], known);
  return { ...instrumentation(scope), ...(warnings.length > 0 && { warnings }) };
}

function shownClass({ signals, ...rest }: ClassState): object {
  const entries = Object.entries(signals).map(([signal, state]) => [signal, shownTime(state)] as const);
  return { ...rest, signals: Object.fromEntries(entries) };
}

function shownTime({ revertsAt, ...rest }: { readonly revertsAt?: number | undefined }): object {
  return { ...rest, ...(revertsAt !== undefined && { revertsAt: isoTime(revertsAt) }) };
}
