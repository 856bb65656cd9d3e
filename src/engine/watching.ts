import { FanOut, SELECT_ALL, type Selection, type Tracer } from '../tracer/index.js';
import type { Core } from './core.js';
import { Observer, OPS } from './observer.js';

/** Binds a tracer; false when it, or one with its id, is bound already. */
export function bindTracer(core: Core, tracer: Tracer, selection: Selection = SELECT_ALL): boolean {
  const details = core.ownDetails();
  if (details.tracers.some((bound) => bound === tracer || bound.id === tracer.id)) return false;
  details.fanOut = (details.fanOut ?? FanOut.none).with(tracer, selection);
  details.tracers = details.fanOut.bound;
  watch(core);
  details.fanOut.machineInit(tracer, core.view, selection);
  // It may have raised its level for this machine.
  watch(core);
  core.observer?.line(OPS, `[tracers] bind ${tracer.id}`);
  return true;
}

/** Takes a tracer away; false when none has this id. */
export function detachTracer(core: Core, id: string): boolean {
  const { tracers, fanOut } = core.details;
  const tracer = tracers.find((bound) => bound.id === id);
  if (tracer === undefined) return false;
  core.observer?.line(OPS, `[tracers] detach ${id}`);
  fanOut?.machineDetach(tracer, core.view);
  const details = core.ownDetails();
  details.fanOut = (details.fanOut as FanOut).without(tracer);
  details.tracers = details.fanOut.bound;
  watch(core);
  return true;
}

/** Makes the observer anew after a change of who watches; null when nobody follows transitions. */
export function watch(core: Core): void {
  const { options, logLevel, fanOut } = core.details;
  const { logger, checkSteps = false } = options;
  const steps = options.steps === true || fanOut?.wantsSteps === true;
  const isWatched = fanOut?.followsTransitions === true || steps || (logger !== undefined && logLevel > 0);
  core.observer = isWatched ? new Observer(core, fanOut, logger, logLevel, { on: steps, checks: checkSteps }) : null;
  core.attend();
}
