import type { Core } from './core.js';
import { machineHooks } from './hooks.js';
import { mutate } from './mutators.js';
import { toError } from './recovery.js';
import { REMOVE } from './relations.js';

const disposals = new WeakMap<Core, Promise<void>>();

/** Ends a machine (machine specification §13). From then on mutators return canceled. */
export function dispose(core: Core): Promise<void> {
  let disposal = disposals.get(core);
  if (disposal === undefined) disposals.set(core, (disposal = start(core)));
  return disposal;
}

function start(core: Core): Promise<void> {
  try {
    if (core.schema.index.has('Start')) {
      mutate(core, { kind: REMOVE, states: 'Start', args: undefined, source: undefined });
    }
  } catch (error) {
    end(core);
    return Promise.reject(toError(error));
  }
  if (!core.draining) {
    end(core);
    return Promise.resolve();
  }
  return core
    .waiters()
    .whenQueueEnds()
    .then(() => {
      end(core);
    });
}

function end(core: Core): void {
  core.disposing = true;
  core.disposed = true;
  core.queue.clear();
  core.activations?.endAll();
  core.observer?.fanOut?.machineDispose(core.view);
  machineHooks()?.disposed?.(core.machine);
  core.subscriptions?.close();
  core.activations?.endLife();
}
