import { idOf, propertyOf } from '../tracer/index.js';
import type { InheritRules, Selection } from '../tracer/index.js';
import { AlikeLists } from './alike.js';
import { classOf, holds } from './observed.js';
import type { Binding, Entitlement, ObservedMachine } from './observed.js';
import { isIgnored } from './inherit-policy.js';
import { announce, inheritance } from './propagate.js';
import { MARKS_ALONE, isAllowed, selectionFor } from './select.js';
import type { TelemetryScope } from './scope.js';
import type { Observation } from './shared-state.js';

const NO_RULES: InheritRules = {};

/** Go with their scope. */
const lists = new WeakMap<TelemetryScope, { entitled: AlikeLists<Entitlement>; bound: AlikeLists<Binding> }>();

/** Decides what observes a machine, and detaches and binds until it is so; with nothing to change, it changes nothing. */
export function attach(machine: ObservedMachine, observation: Observation): void {
  const shared = observation.scope && listsOf(observation.scope);
  const entitled = entitlementsOf(machine, observation);
  observation.entitlements = shared?.entitled.of(classOf(machine), entitled) ?? entitled;
  const policy = observation.scope ?? MARKS_ALONE;
  const wanted: Binding[] = [];
  for (const { tracer, own } of observation.entitlements) {
    if (own === undefined || !isAllowed(classOf(machine), propertyOf(tracer, 'signal'), policy.toggles)) continue;
    const selection = observation.scope?.configured(own, machine, tracer) ?? own;
    if (isHidden(machine, selection)) continue;
    wanted.push({ tracer, selection });
  }
  const bound = rebind(machine, observation.bound, wanted, observation.scope?.bindingChanged);
  observation.bound = shared?.bound.of(classOf(machine), bound) ?? bound;
}

function listsOf(scope: TelemetryScope): { entitled: AlikeLists<Entitlement>; bound: AlikeLists<Binding> } {
  let known = lists.get(scope);
  if (known === undefined) lists.set(scope, (known = { entitled: new AlikeLists(), bound: new AlikeLists() }));
  return known;
}

/** A submachine that the list of states leaves out by its id is left out with all below it (telemetry specification §1.7). */
function isHidden({ parent, view }: ObservedMachine, selection: Selection): boolean {
  if (parent === undefined || selection.states === undefined) return false;
  return !selection.states.showsMachine(view.id) || isHidden(parent, selection);
}

/** What is inherited, in the parent's order, then what the class's own marks give. */
function entitlementsOf(machine: ObservedMachine, observation: Observation): readonly Entitlement[] {
  const { scope } = observation;
  const general = scope?.inherit ?? NO_RULES;
  const policy = scope ?? MARKS_ALONE;
  const all: Entitlement[] = [];
  for (const entitlement of inheritance(machine, observation, general)) {
    // Configuration may switch on what a mark of the class switched off.
    const own = entitlement.own ?? selectionFor(classOf(machine), propertyOf(entitlement.tracer, 'signal'), policy);
    all.push({ ...entitlement, own });
  }
  for (const tracer of scope?.tracers ?? []) {
    const taken = all.map((entitlement) => entitlement.tracer);
    if (holds(taken, tracer) || isIgnored(machine, tracer, general)) continue;
    const own = selectionFor(classOf(machine), propertyOf(tracer, 'signal'), policy);
    if (own !== undefined) all.push({ tracer, own, heritage: own, depth: 0 });
  }
  return all;
}

function rebind(
  machine: ObservedMachine,
  bound: readonly Binding[],
  wanted: readonly Binding[],
  changed: TelemetryScope['bindingChanged'],
): readonly Binding[] {
  const kept = new Map(bound.map(({ tracer, selection }) => [tracer, selection] as const));
  const target = new Map<Binding['tracer'], Selection>(wanted.map(({ tracer, selection }) => [tracer, selection]));
  for (const [tracer, selection] of kept) {
    if (target.get(tracer) === selection) continue;
    kept.delete(tracer);
    if (!machine.tracers.includes(tracer)) continue;
    machine.detachTracer(idOf(tracer));
    changed?.(machine, tracer, false);
  }
  // A tracer that is still kept but no longer there was detached by hand; it stays away.
  const missing = wanted.filter(({ tracer }) => !kept.has(tracer) && !holds(machine.tracers, tracer));
  announce(
    machine,
    missing.map(({ tracer }) => tracer),
  );
  for (const { tracer, selection } of missing) {
    machine.bindTracer(tracer, selection);
    changed?.(machine, tracer, true);
    kept.set(tracer, selection);
  }
  return [...kept].map(([tracer, selection]) => ({ tracer, selection }));
}
