import { MachineError } from '../errors.js';
import { marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { FanOut, SELECT_ALL, propertyOf } from '../tracer/index.js';
import type { InheritRules, Selection, Tracer } from '../tracer/index.js';
import { inherits } from './inherit-policy.js';
import { classOf, holds } from './observed.js';
import type { Entitlement, ObservedMachine } from './observed.js';
import { inheritedSelection, markedSelection } from './select.js';
import type { MarkedSelection } from './select.js';
import { shared } from './shared-state.js';
import type { Observation, Upbringing } from './shared-state.js';

/** What a machine passes on of one tracer. */
interface Offer {
  readonly tracer: Tracer;
  readonly selection: Selection;
  /** That of the machine that offers. */
  readonly depth: number;
}

const NONE: Upbringing = { given: [], withheld: [] };
const NO_MARKS: MarkedSelection = { off: false, selection: undefined, handler: () => undefined };

/**
 * What a submachine inherits from its parent instance, in the parent's order.
 *
 * A toggle or `@Traced(false)` on a class takes the tracer from that class only: its submachines still inherit what it
 * would have passed on.
 * @param general rules of tracers that have none of their own
 * @throws MachineError `PARENT` when the parent is of another class than `@Parent` names
 */
export function inheritance(
  child: ObservedMachine,
  observation: Observation,
  general: InheritRules,
): readonly Entitlement[] {
  const { parent } = child;
  if (parent === undefined) return [];
  const Class = classOf(child);
  const marked = hasParentMark(child, parent);
  observation.upbringing ??= upbringingBy(parent);
  return offered(parent, observation)
    .filter(({ tracer, depth }) => inherits(tracer, general, { child, parent, marked, depth: depth + 1 }))
    .map((offer) => entitle(Class, offer));
}

/** The nearest machine above that the tracer observes. */
export function observedAncestor(machine: ObservedMachine, tracer: Tracer): ObservedMachine | undefined {
  let ancestor = machine.parent;
  while (ancestor !== undefined && !ancestor.tracers.includes(tracer)) ancestor = ancestor.parent;
  return ancestor;
}

/** Tells tracers of a new child, each under the nearest machine above that it observes. */
export function announce(child: ObservedMachine, tracers: readonly Tracer[]): void {
  if (child.parent === undefined) return;
  const byAncestor = new Map<ObservedMachine, Tracer[]>();
  for (const tracer of tracers) {
    if (propertyOf(tracer, 'newSubmachine') === undefined) continue;
    const ancestor = observedAncestor(child, tracer);
    if (ancestor === undefined) continue;
    const told = byAncestor.get(ancestor);
    if (told === undefined) byAncestor.set(ancestor, [tracer]);
    else told.push(tracer);
  }
  // The fan-out keeps what a tracer throws away from the machine that is being made.
  for (const [ancestor, told] of byAncestor) {
    const fanOut = told.reduce((those, tracer) => those.with(tracer), FanOut.none);
    fanOut.newSubmachine(ancestor.view, child.view);
  }
}

function hasParentMark(child: ObservedMachine, parent: ObservedMachine): boolean {
  const Class = classOf(child);
  const mark = marksOf(Class).parent;
  const ParentClass = mark?.parentClass?.();
  if (ParentClass !== undefined && !(parent instanceof (ParentClass as NewableFunction))) {
    throw new MachineError(
      'PARENT',
      `${Class.name} "${child.view.id}" was given the parent "${parent.view.id}" of class ${classOf(parent).name}, but its ` +
        `@Parent names ${ParentClass.name}: pass a ${ParentClass.name}, or change the mark`,
    );
  }
  return mark !== undefined;
}

/** What was bound to the parent, and taken from it, by others than instrumentation. */
function upbringingBy(parent: ObservedMachine): Upbringing {
  const above = shared.observations.get(parent);
  const entitled = (above?.entitlements ?? []).map(({ tracer }) => tracer);
  return {
    given: parent.tracers.filter((tracer) => !entitled.includes(tracer)),
    withheld: (above?.bound ?? []).map(({ tracer }) => tracer).filter((tracer) => !parent.tracers.includes(tracer)),
  };
}

/** What a machine passes on: what it is bound to, then what a toggle or a mark took from it alone. */
function offered(parent: ObservedMachine, { scope, upbringing = NONE }: Observation): readonly Offer[] {
  const { given, withheld } = upbringing;
  const above = shared.observations.get(parent);
  // The tracers of one telemetry never see the machines of another.
  const foreign = above?.scope === scope ? [] : (above?.scope?.tracers ?? []);
  const entitlements = (above?.entitlements ?? []).filter(({ tracer }) => !foreign.includes(tracer));
  const offers: Offer[] = [];
  const offer = (tracer: Tracer, selection: Selection | undefined, depth: number): void => {
    const taken = offers.map((other) => other.tracer);
    if (selection !== undefined && !holds(taken, tracer)) offers.push({ tracer, selection, depth });
  };
  for (const tracer of [...parent.tracers, ...given]) {
    const entitled = entitlements.find((entitlement) => entitlement.tracer === tracer);
    if (entitled !== undefined) offer(tracer, entitled.heritage, entitled.depth);
    else if (given.includes(tracer)) offer(tracer, SELECT_ALL, 0);
  }
  for (const { tracer, heritage, depth } of entitlements) {
    if (!withheld.includes(tracer)) offer(tracer, heritage, depth);
  }
  return offers;
}

function entitle(Class: ClassLike, { tracer, selection: parent, depth }: Offer): Entitlement {
  const signal = propertyOf(tracer, 'signal');
  const { off, selection } = signal === undefined ? NO_MARKS : markedSelection(Class, signal);
  // A class marked off, and a parent observed for single handlers only, have no class options to give or take.
  if (off || (!parent.wholeMachine && selection?.wholeMachine !== true)) {
    return { tracer, own: selection, heritage: parent, depth: depth + 1 };
  }
  if (selection?.wholeMachine === true) return { tracer, own: selection, heritage: selection, depth: 0 };
  const own = inheritedSelection(Class, signal, parent);
  return { tracer, own, heritage: own, depth: depth + 1 };
}
