import { FanOut, SELECT_ALL, idOf, type Selection, type Tracer } from '../tracer/index.js';
import type { Core } from './core.js';
import { Observer, OPS, Watch } from './observer.js';

/** Binds a tracer; false when it, or one with its id, is bound already. */
export function bindTracer(core: Core, tracer: Tracer, selection: Selection = SELECT_ALL): boolean {
  const details = core.ownDetails();
  const { fanOut = FanOut.none } = details;
  if (fanOut.bound.some((bound) => bound === tracer || idOf(bound) === idOf(tracer))) return false;
  details.fanOut = fanOut.with(tracer, selection);
  watch(core);
  details.fanOut.machineInit(tracer, core.view, selection);
  // It may have raised its level for this machine.
  watch(core);
  core.observer?.line(OPS, `[tracers] bind ${idOf(tracer)}`);
  return true;
}

/** Takes a tracer away; false when none has this id. */
export function detachTracer(core: Core, id: string): boolean {
  const { fanOut } = core.details;
  const tracer = fanOut?.bound.find((bound) => idOf(bound) === id);
  if (fanOut === undefined || tracer === undefined) return false;
  core.observer?.line(OPS, `[tracers] detach ${id}`);
  fanOut.machineDetach(tracer, core.view);
  const details = core.ownDetails();
  // Being told, it may have detached others.
  details.fanOut = (details.fanOut as FanOut).without(tracer);
  watch(core);
  return true;
}

/** Makes the observer anew after a change of who watches; null when nobody follows transitions. */
export function watch(core: Core): void {
  const { options, logLevel, fanOut } = core.details;
  const { logger, logArgs, checkSteps = false } = options;
  const steps = options.steps === true || fanOut?.wantsSteps === true;
  const isWatched = fanOut?.followsTransitions === true || steps || (logger !== undefined && logLevel > 0);
  const wanted = new Watch(fanOut, logger, logLevel, { on: steps, checks: checkSteps }, logArgs);
  core.observer = isWatched ? new Observer(core, shared(wanted)) : null;
  core.attend();
}

/** Those of machines with nothing but tracers, by what tells them; they have few. */
const watches = new WeakMap<FanOut, Watch[]>();

/** One for all machines that are watched alike. */
function shared(wanted: Watch): Watch {
  const { fanOut, logger, mapper, level, machineLevel, steps } = wanted;
  if (fanOut === undefined || logger !== undefined || mapper !== undefined) return wanted;
  const known = watches.get(fanOut) ?? [];
  const isAlike = (watch: Watch): boolean =>
    Object.is(watch.level, level) &&
    Object.is(watch.machineLevel, machineLevel) &&
    watch.steps.on === steps.on &&
    watch.steps.checks === steps.checks;
  const same = known.find(isAlike);
  if (same !== undefined) return same;
  watches.set(fanOut, [...known, wanted]);
  return wanted;
}
