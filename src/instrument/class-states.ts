import { markedClasses, marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { propertyOf } from '../tracer/index.js';
import type { Signal } from '../tracer/index.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import type { TelemetryScope } from './scope.js';
import { markedSelection, selectionFor } from './select.js';
import type { ToggleOrigin } from './toggle.js';

/** Whether one signal of a class is on, and who says so. */
export interface SignalState {
  /** `'inherited'`: as the parent of each machine has it, by `@Parent`. */
  readonly on: boolean | 'inherited';
  /** The weightiest one that says anything: toggle, code, env, file, program, mark, default. */
  readonly source: ToggleOrigin | 'mark' | 'default';
  /** The variable or the file, and the pattern in it; undefined for marks and defaults. */
  readonly from?: string;
  readonly pattern?: string;
  /** Milliseconds since the epoch at which a toggle is taken back; undefined when it stays. */
  readonly revertsAt?: number;
  /** Machines of the class that a sink of this signal observes now. */
  readonly observed: number;
}

/** What is observed of one class. */
export interface ClassState {
  readonly className: string;
  /** Its machines that are alive. */
  readonly machines: number;
  readonly signals: Readonly<Record<Signal, SignalState>>;
}

/** Every marked class of the process and every class with a machine in the scope, by name. */
export function classStates(scope: TelemetryScope): readonly ClassState[] {
  const byClass = new Map<ClassLike, ObservedMachine[]>(markedClasses().map((Class) => [Class, []]));
  for (const machine of scope.machines) {
    const Class = classOf(machine);
    const known = byClass.get(Class);
    if (known === undefined) byClass.set(Class, [machine]);
    else known.push(machine);
  }
  return [...byClass]
    .map(([Class, machines]) => ({
      className: Class.name,
      machines: machines.length,
      signals: {
        traced: signalState(scope, Class, 'traced', machines),
        metered: signalState(scope, Class, 'metered', machines),
        logged: signalState(scope, Class, 'logged', machines),
      },
    }))
    .sort((a, b) => (a.className < b.className ? -1 : Number(a.className > b.className)));
}

function signalState(
  scope: TelemetryScope,
  Class: ClassLike,
  signal: Signal,
  machines: readonly ObservedMachine[],
): SignalState {
  const observed = machines.filter(({ tracers }) =>
    tracers.some((tracer) => propertyOf(tracer, 'signal') === signal),
  ).length;
  const decision = scope.toggles.decision(Class.name, signal);
  if (decision !== undefined) {
    const { on, origin, from, pattern, revertsAt } = decision;
    return { on, source: origin, from, pattern, ...(revertsAt !== undefined && { revertsAt }), observed };
  }
  const { off, selection } = markedSelection(Class, signal);
  if (off || selection !== undefined) return { on: selection !== undefined, source: 'mark', observed };
  if (marksOf(Class).parent !== undefined) return { on: 'inherited', source: 'mark', observed };
  return { on: selectionFor(Class, signal, scope) !== undefined, source: 'default', observed };
}
