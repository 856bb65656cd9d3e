import type { Core } from './core.js';
import { tellGone } from './gone.js';
import { mutate } from './mutators.js';
import { OPS } from './observer.js';
import { messageOf } from './recovery.js';
import { REMOVE } from './relations.js';
import { isThenable } from './thenable.js';
import { Waiter } from './waiter.js';

/** Called with the machine's id when it ends; the signal is that of the machine, which aborts once all callbacks are done. */
export type DisposeCallback = (id: string, signal: AbortSignal) => unknown;

/** Default of {@link MachineOptions.disposeTimeoutMs}. */
export const DISPOSE_TIMEOUT_MS = 1000;

/** The end of one machine: who is called, who waits. */
interface Disposal {
  readonly callbacks: DisposeCallback[];
  readonly waiting: Set<Waiter>;
  readonly ended: Promise<void>;
  readonly settle: { resolve(): void; reject(reason: unknown): void };
  started: boolean;
  finished: boolean;
  failure: { readonly error: unknown } | undefined;
}

const disposals = new WeakMap<Core, Disposal>();

function disposalOf(core: Core): Disposal {
  const known = disposals.get(core);
  if (known !== undefined) return known;
  let settle!: Disposal['settle'];
  const ended = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever asked for the end learns of a failure; nobody has to.
  ended.catch(() => undefined);
  const callbacks: DisposeCallback[] = [];
  const disposal: Disposal = {
    ...{ callbacks, waiting: new Set(), ended, settle },
    ...{ started: false, finished: false, failure: undefined },
  };
  disposals.set(core, disposal);
  return disposal;
}

/**
 * Ends a machine (machine specification §13): `Start` is removed, the queue runs empty, then mutators return canceled.
 * The promise fails with the first thing a callback threw.
 */
export function dispose(core: Core): Promise<void> {
  const disposal = disposalOf(core);
  if (!disposal.started) {
    disposal.started = true;
    core.observer?.line(core, OPS, '[dispose] graceful shutdown via Dispose()');
    leaveStart(core, disposal);
  }
  return disposal.ended;
}

/** Ends a machine now, whatever runs or waits; callbacks are called, their promises are not waited for. */
export function disposeNow(core: Core): void {
  const disposal = disposalOf(core);
  disposal.started = true;
  if (!core.disposed) shut(core);
  while (disposal.callbacks.length > 0) void call(core, disposal);
  finish(core, disposal);
}

/** Calls back when the machine ends, at once when it has; returns what takes the callback back. */
export function onEnd(core: Core, callback: DisposeCallback): () => void {
  const disposal = disposalOf(core);
  disposal.callbacks.push(callback);
  if (disposal.finished) void call(core, disposal);
  return () => {
    const at = disposal.callbacks.indexOf(callback);
    if (at !== -1) disposal.callbacks.splice(at, 1);
  };
}

/** Resolves when the machine has ended and its callbacks are done. */
export function whenEnded(core: Core, signal: AbortSignal | undefined): Promise<void> {
  const disposal = disposalOf(core);
  const waiter = new Waiter(
    [],
    () => false,
    (one) => disposal.waiting.delete(one),
    signal,
  );
  if (disposal.finished) waiter.resolve();
  else if (signal?.aborted !== true) disposal.waiting.add(waiter);
  return waiter.promise;
}

function leaveStart(core: Core, disposal: Disposal): void {
  try {
    if (core.schema.index.has('Start')) {
      mutate(core, REMOVE, 'Start', undefined, undefined);
    }
  } catch (error) {
    disposal.failure = { error };
  }
  if (!core.draining && core.details.promises === 0) end(core, disposal);
  else void lastWords().then(() => end(core, disposal));
}

/** Microtasks in which a handler that has come to its end already is heard of. */
const LAST_WORDS = 5;

/** A queue that runs is empty by then, and promises that are about to settle do. */
async function lastWords(): Promise<void> {
  for (let i = 0; i < LAST_WORDS; i++) await Promise.resolve();
}

function end(core: Core, disposal: Disposal): void {
  if (core.disposed) return;
  shut(core);
  callAll(core, disposal);
}

function shut(core: Core): void {
  core.disposing = true;
  core.attend();
  const details = core.ownDetails();
  details.disposed = true;
  if (core.queueLength > 0) core.queue.clear();
  details.activations?.endAll();
  // In the middle of a transition tracers first hear of its end.
  if (core.transition === undefined) tellGone(core);
  details.subscriptions?.close();
}

/** One callback after the other; as long as none returns a promise, all within the call that ends the machine. */
function callAll(core: Core, disposal: Disposal): void {
  while (disposal.callbacks.length > 0) {
    const pending = call(core, disposal);
    if (pending === undefined) continue;
    void pending.then(() => {
      callAll(core, disposal);
    });
    return;
  }
  finish(core, disposal);
}

function call(core: Core, disposal: Disposal): Promise<void> | undefined {
  const failed = (error: unknown): void => {
    disposal.failure ??= { error };
    core.observer?.report(core, error, `[error] a callback of the end of ${core.id} failed: ${messageOf(error)}`);
  };
  try {
    const callback = disposal.callbacks.shift() as DisposeCallback;
    const result = callback(core.id, core.openActivations().lifeSignal);
    return isThenable(result) ? limited(core, Promise.resolve(result).catch(failed)) : undefined;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

/** The work's end, or that of the patience with it. */
function limited(core: Core, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      core.observer?.report(core, undefined, '[dispose] graceful timeout');
      resolve();
    }, core.options.disposeTimeoutMs ?? DISPOSE_TIMEOUT_MS);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function finish(core: Core, disposal: Disposal): void {
  if (disposal.finished) return;
  disposal.finished = true;
  core.details.activations?.endLife();
  for (const waiter of [...disposal.waiting]) waiter.resolve();
  if (disposal.failure === undefined) disposal.settle.resolve();
  else disposal.settle.reject(disposal.failure.error);
}
