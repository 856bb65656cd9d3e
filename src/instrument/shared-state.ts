import { FORM } from '../copies.js';
import type { MachineOptions } from '../engine/index.js';
import type { Tracer } from '../tracer/index.js';
import type { Unfinished } from './held-parent.js';
import type { Binding, Entitlement, ObservedMachine } from './observed.js';
import type { Resolution } from './resolving.js';
import type { TelemetryScope } from './scope.js';
import { WeakList } from './weak-list.js';

/** What of the parent's tracers was done by hand when a machine was made. */
export interface Upbringing {
  /** Bound to the parent by hand, in its order. */
  readonly given: readonly Tracer[];
  /** Taken from the parent by hand. */
  readonly withheld: readonly Tracer[];
}

/** What is known of one machine. */
export interface Observation {
  scope: TelemetryScope | undefined;
  /** The option `container` of the machine, or of its nearest ancestor that has one. */
  readonly container: unknown;
  entitlements: readonly Entitlement[];
  /** Fixed when the machine is made: what is bound to its parent or detached from it later is none of its business. */
  upbringing: Upbringing | undefined;
  /** What instrumentation bound, as opposed to what was bound by hand. */
  bound: readonly Binding[];
}

/** The state of instrumentation in this process. */
export interface SharedState {
  /** Started and not yet stopped, oldest first. */
  scopes: readonly TelemetryScope[];
  /** The scopes whose `run` is on the stack, innermost last. */
  readonly running: TelemetryScope[];
  /** What containers are making, innermost last. */
  readonly resolving: Resolution[];
  readonly observations: WeakMap<ObservedMachine, Observation>;
  /** The option `logArgs` of machines that have one. */
  readonly logArgs: WeakMap<ObservedMachine, NonNullable<MachineOptions['logArgs']>>;
  /** Machines for which `evaluate` was told by hand to add errors. */
  readonly detecting: WeakSet<ObservedMachine>;
  /** Machines whose parent stands in a member that has no value yet, and what then goes on. */
  readonly unfinished: WeakMap<ObservedMachine, Unfinished>;
  /** Machines of marked classes that wait for telemetry to start. */
  readonly pending: WeakList<ObservedMachine>;
  /** Pending machines that found the list full. */
  forgotten: number;
  /** False once the configuration said that telemetry never starts. */
  remember: boolean;
  /** Machines nobody could tell the scope of, by class name. */
  readonly unbound: Map<string, number>;
  /** Methods named like handlers of states there are not. */
  readonly misnamed: Set<string>;
}

const PENDING_LIMIT = 10_000;
const KEY = Symbol.for(`statescope.instrument.${FORM}`);

const holder = globalThis as { [KEY]?: SharedState | undefined };

/** One for the process, whichever copies of the package (ESM, CJS) are loaded. */
export const shared: SharedState = (holder[KEY] ??= {
  scopes: [],
  running: [],
  resolving: [],
  observations: new WeakMap(),
  logArgs: new WeakMap(),
  detecting: new WeakSet(),
  unfinished: new WeakMap(),
  pending: new WeakList(PENDING_LIMIT),
  forgotten: 0,
  remember: true,
  unbound: new Map(),
  misnamed: new Set(),
});
