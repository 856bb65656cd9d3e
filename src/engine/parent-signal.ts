import type { Core } from './core.js';
import { dispose, disposeNow, DISPOSE_TIMEOUT_MS, onEnd } from './disposal.js';
import { CANCELED } from './mutation.js';
import { mutate } from './mutators.js';
import { OPS } from './observer.js';
import { toError } from './recovery.js';
import { ADD } from './relations.js';

/**
 * Ends the machine when the signal aborts: by its state `Disposing` where the schema has it, else at once (machine
 * specification §13). Leaves no listener behind.
 */
export function endWith(core: Core, signal: AbortSignal): void {
  const aborted = (): void => {
    core.ownDetails().error ??= toError(signal.reason);
    endByStates(core);
  };
  if (signal.aborted) {
    // Not in the constructor: handlers of subclasses are not there yet.
    queueMicrotask(aborted);
    return;
  }
  signal.addEventListener('abort', aborted, { once: true });
  onEnd(core, () => {
    signal.removeEventListener('abort', aborted);
  });
}

function endByStates(core: Core): void {
  if (core.disposing) return;
  if (!core.schema.index.has('Disposing') || mutate(core, ADD, 'Disposing', undefined, undefined) === CANCELED) {
    void dispose(core).catch(() => undefined);
    return;
  }
  core.observer?.line(core, OPS, '[dispose] graceful shutdown via DisposingState');
  const timer = setTimeout(
    () => {
      disposeNow(core);
    },
    2 * (core.options.disposeTimeoutMs ?? DISPOSE_TIMEOUT_MS),
  );
  onEnd(core, () => {
    clearTimeout(timer);
  });
}
