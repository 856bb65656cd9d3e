import { MachineError } from '../errors.js';
import { marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { FanOut, SELECT_ALL } from '../tracer/index.js';
import type { Selection, Tracer } from '../tracer/index.js';
import { classOf, holds } from './observed.js';
import type { Binding, Entitlement, ObservedMachine } from './observed.js';
import { inheritedSelection, markedSelection } from './select.js';
import type { MarkedSelection } from './select.js';
import { shared } from './shared-state.js';

/** What decides whether a submachine inherits. */
export interface InheritPolicy {
  /** Every submachine inherits, marked `@Parent` or not. */
  readonly everySubmachine: boolean;
}

const NO_MARKS: MarkedSelection = { off: false, selection: undefined };

/** Machines of the messaging layer: ignored as submachines, with everything below them. */
export function isMessaging(machine: ObservedMachine): boolean {
  return machine.view.tags.some((tag) => tag === 'relay' || tag.startsWith('rpc-'));
}

/**
 * What a submachine inherits from its parent instance, in the parent's order.
 *
 * A toggle or `@Traced(false)` on a class takes the tracer from that class only: its submachines still inherit what it
 * would have passed on.
 * @throws MachineError `PARENT` when the parent is of another class than `@Parent` names
 */
export function inheritance(child: ObservedMachine, policy: InheritPolicy): readonly Entitlement[] {
  const { parent } = child;
  if (parent === undefined) return [];
  const Class = classOf(child);
  const mark = marksOf(Class).parent;
  const ParentClass = mark?.parentClass?.();
  if (ParentClass !== undefined && !(parent instanceof ParentClass)) {
    throw new MachineError(
      'PARENT',
      `${Class.name} "${child.view.id}" was given the parent "${parent.view.id}" of class ${classOf(parent).name}, but its ` +
        `@Parent names ${ParentClass.name}: pass a ${ParentClass.name}, or change the mark`,
    );
  }
  if (mark === undefined && !policy.everySubmachine) return [];
  return offered(parent).map(({ tracer, selection }) => entitle(Class, tracer, selection));
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
    if (tracer.newSubmachine === undefined) continue;
    const ancestor = observedAncestor(child, tracer);
    if (ancestor === undefined) continue;
    const told = byAncestor.get(ancestor);
    if (told === undefined) byAncestor.set(ancestor, [tracer]);
    else told.push(tracer);
  }
  // The fan-out keeps what a tracer throws away from the machine that is being made.
  for (const [ancestor, told] of byAncestor) new FanOut(told).newSubmachine(ancestor.view, child.view);
}

/** What a machine passes on: what it is bound to now, then what a toggle or a mark took from it alone. */
function offered(parent: ObservedMachine): readonly Binding[] {
  const observation = shared.observations.get(parent);
  const entitlements = observation?.entitlements ?? [];
  const offers: Binding[] = [];
  for (const tracer of parent.tracers) {
    const entitled = entitlements.find((entitlement) => entitlement.tracer === tracer);
    offer(offers, tracer, entitled === undefined ? SELECT_ALL : entitled.heritage);
  }
  for (const { tracer, heritage } of entitlements) {
    // What was bound and is no longer there was detached by hand: it is not passed on.
    const wasBound = observation?.bound.some((binding) => binding.tracer === tracer) === true;
    if (!wasBound) offer(offers, tracer, heritage);
  }
  return offers;
}

function offer(offers: Binding[], tracer: Tracer, selection: Selection | undefined): void {
  if (tracer.inheritable === false || selection === undefined) return;
  const taken = offers.map((other) => other.tracer);
  if (!holds(taken, tracer)) offers.push({ tracer, selection });
}

function entitle(Class: ClassLike, tracer: Tracer, parent: Selection): Entitlement {
  const { off, selection } = tracer.signal === undefined ? NO_MARKS : markedSelection(Class, tracer.signal);
  // A class marked off, and a parent observed for single handlers only, have no class options to give or take.
  if (off || (!parent.wholeMachine && selection?.wholeMachine !== true)) {
    return { tracer, own: selection, heritage: parent };
  }
  const own = selection?.wholeMachine === true ? selection : inheritedSelection(Class, tracer.signal, parent);
  return { tracer, own, heritage: own };
}
