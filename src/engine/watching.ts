import { FanOut, SELECT_ALL, idOf, type Selection, type Tracer } from '../tracer/index.js';
import type { Core } from './core.js';
import { Observer, OPS } from './observer.js';

/** Binds a tracer; false when it, or one with its id, is bound already. */
export function bindTracer(core: Core, tracer: Tracer, selection: Selection = SELECT_ALL): boolean {
  const { fanOut = FanOut.none } = core.details;
  if (fanOut.bound.some((bound) => bound === tracer || idOf(bound) === idOf(tracer))) return false;
  const both = fanOut.with(tracer, selection);
  core.setFanOut(both);
  watch(core);
  both.machineInit(tracer, core.view, selection);
  // It may have raised its level for this machine.
  watch(core);
  core.observer?.line(core, OPS, `[tracers] bind ${idOf(tracer)}`);
  return true;
}

/** Takes a tracer away; false when none has this id. */
export function detachTracer(core: Core, id: string): boolean {
  const { fanOut } = core.details;
  const tracer = fanOut?.bound.find((bound) => idOf(bound) === id);
  if (fanOut === undefined || tracer === undefined) return false;
  core.observer?.line(core, OPS, `[tracers] detach ${id}`);
  fanOut.machineDetach(tracer, core.view);
  // Being told, it may have detached others.
  core.setFanOut((core.details.fanOut as FanOut).without(tracer));
  watch(core);
  return true;
}

/** Makes the observer anew after a change of who watches; null when nobody follows transitions. */
export function watch(core: Core): void {
  const { options, logLevel, fanOut } = core.details;
  const { logger, logArgs, checkSteps = false } = options;
  const steps = options.steps === true || fanOut?.wantsSteps === true;
  const isWatched = fanOut?.followsTransitions === true || steps || (logger !== undefined && logLevel > 0);
  const wanted = new Observer(fanOut, logger, logLevel, { on: steps, checks: checkSteps }, logArgs);
  core.observer = isWatched ? shared(wanted) : null;
  core.attend();
}

/** Those of machines with nothing but tracers, by what tells them; they have few. */
const observers = new WeakMap<FanOut, Observer[]>();

/** One for all machines that are watched alike. */
function shared(wanted: Observer): Observer {
  const { fanOut, logger, mapper, level, machineLevel, steps } = wanted;
  if (fanOut === undefined || logger !== undefined || mapper !== undefined) return wanted;
  const known = observers.get(fanOut) ?? [];
  const isAlike = (other: Observer): boolean =>
    Object.is(other.level, level) &&
    Object.is(other.machineLevel, machineLevel) &&
    other.steps.on === steps.on &&
    other.steps.checks === steps.checks;
  const same = known.find(isAlike);
  if (same !== undefined) return same;
  observers.set(fanOut, [...known, wanted]);
  return wanted;
}
