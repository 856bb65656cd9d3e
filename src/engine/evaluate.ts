import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import { runQueue } from './drain.js';
import { go } from './fork.js';
import { machineHooks } from './hooks.js';
import { reportInternal } from './internal-errors.js';
import type { AnyMachine } from './machine.js';
import { DECISIONS, EVERYTHING, OPS } from './observer.js';
import { isThenable } from './thenable.js';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** How long the function may take, in milliseconds; measured once it has returned. @default 1000 */
  readonly timeoutMs?: number;
  /** Aborted before the function could run: it does not. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 1000;
const EXTERNAL = 1;

/**
 * Runs a function while nothing else of the machine runs: no transition, no ticks (machine specification §14). Mutations it
 * makes are queued and run before this returns. Resolves to true when it ran in time; to false when it took too long (see
 * `internalErrors`), threw (the error is added), the signal or the machine ended before, or when called in a handler or another
 * evaluation, which can't wait for itself (with the option `detectEval`, of the machine or of the configuration, an error is added as well).
 * A promise the function returns is not waited for; its rejection is added as an error.
 * @param source says what it is for, in log lines
 */
export function evaluate(
  machine: AnyMachine,
  source: string,
  fn: () => unknown,
  options: EvaluateOptions = {},
): Promise<boolean> {
  const core = coreOf(machine);
  if (source === '')
    throw new MachineError('INVALID_ARGS', `an evaluation on ${core.id} needs a source, a word on what it is for`);
  if (!core.prepared) core.prepare();
  core.observer?.line(core, EXTERNAL, `[exter] eval: ${source}`);
  if (core.disposing) return Promise.resolve(false);
  if (core.draining) {
    if (core.options.detectEval ?? machineHooks()?.detectsEval?.(core.machine) === true)
      core.addError(nested(source), {});
    return Promise.resolve(false);
  }
  if (options.signal?.aborted === true) {
    core.observer?.line(core, DECISIONS, `[eval:ctxdone] ${source}`);
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    resolve(runAlone(core, source, fn, options.timeoutMs ?? TIMEOUT_MS));
  });
}

/** The function takes the place of a transition, then the queue runs. */
function runAlone(core: Core, source: string, fn: () => unknown, timeoutMs: number): boolean {
  core.observer?.line(core, OPS, `[eval] ${source}`);
  const now = core.options.now ?? (() => performance.now());
  const startedAt = now();
  let done = true;
  core.draining = true;
  try {
    const result = fn();
    if (isThenable(result)) void go(core.machine, () => result);
  } catch (error) {
    done = false;
    core.addError(error, {});
  }
  const tookMs = now() - startedAt;
  if (tookMs > timeoutMs) {
    done = false;
    core.observer?.line(core, OPS, `[eval:timeout] ${source}`);
    reportInternal(core, overran(source, tookMs, timeoutMs));
  } else {
    core.observer?.line(core, EVERYTHING, `[eval:end] ${source}`);
  }
  runQueue(core);
  return done;
}

function nested(source: string): MachineError {
  return new MachineError(
    'EVAL_NESTED',
    `eval nested in handler or eval: ${source}; do it in place, you are alone already, or in a fork`,
  );
}

function overran(source: string, tookMs: number, timeoutMs: number): MachineError {
  const took = `took ${tookMs.toFixed(0)} ms, the limit is ${String(timeoutMs)} ms`;
  return new MachineError('EVAL_TIMEOUT', `eval timeout: eval:${source} ${took}`);
}
