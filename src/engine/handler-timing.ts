import type { HandlerOutcome } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { dropQueue } from './drop-queue.js';
import { reportInternal } from './internal-errors.js';
import { DECISIONS, EVERYTHING, OPS } from './observer.js';
import { handlesError } from './recovery.js';
import { sourceOf } from './transition-source.js';
import type { Transition } from './transition.js';

/** Default of {@link MachineOptions.handlerDeadlineMs}. */
const DEADLINE_MS = 10_000;
/** Default of {@link MachineOptions.handlerBackoffMs}. */
const BACKOFF_MS = 3000;

/** One call that is measured. */
export interface TimedCall {
  readonly tx: Transition;
  readonly name: string;
  readonly bindingId: string;
}

/**
 * How long handlers take (machine specification §7.3): measured after the fact, since JavaScript can't interrupt one. A machine
 * without a limit has no such object and reads no clock.
 */
export class HandlerTiming {
  /** Handlers that took too long cancel their transition. */
  readonly cancels: boolean;
  readonly #core: Core;
  readonly #limitMs: number;
  #backoffUntil = Number.NEGATIVE_INFINITY;

  constructor(core: Core, limitMs: number) {
    this.#core = core;
    this.#limitMs = limitMs;
    this.cancels = core.options.timeouts === 'cancel';
  }

  now(): number {
    return this.#core.options.now?.() ?? performance.now();
  }

  /** A handler overran its deadline a short while ago: mutations are refused. */
  get isBackingOff(): boolean {
    return this.#backoffUntil !== Number.NEGATIVE_INFINITY && this.now() < this.#backoffUntil;
  }

  /** The outcome of a call given how long it took. */
  judge(call: TimedCall, startedAt: number, outcome: HandlerOutcome): HandlerOutcome {
    const tookMs = this.now() - startedAt;
    if (tookMs <= this.#limitMs) return outcome;
    const error = this.#errorOf(call, tookMs);
    reportInternal(this.#core, error);
    if (!this.cancels) {
      this.#core.observer?.report(this.#core, error, `[error] ${error.message}`);
      return outcome === 'ok' ? 'timeout' : outcome;
    }
    this.#cancel(call, tookMs, error);
    return outcome === 'error' ? outcome : 'timeout';
  }

  #errorOf({ name, bindingId }: TimedCall, tookMs: number): MachineError {
    const took = `took ${tookMs.toFixed(0)} ms, the limit is ${String(this.#limitMs)} ms`;
    return new MachineError('HANDLER_TIMEOUT', `handler timeout: ${name} from ${bindingId} ${took}`);
  }

  #cancel({ tx, name, bindingId }: TimedCall, tookMs: number, error: MachineError): void {
    const core = this.#core;
    const { observer } = core;
    tx.noteCause('timeout', name);
    observer?.line(core, OPS, `[cancel] (${tx.target.join(' ')}) by timeout`);
    observer?.line(core, DECISIONS, `[handler:timeout]: ${name} from ${bindingId}`);
    if (tookMs <= this.#limitMs + (core.options.handlerDeadlineMs ?? DEADLINE_MS)) {
      observer?.line(core, EVERYTHING, `[handler:ack-timeout] ${name} from ${bindingId}`);
      return;
    }
    observer?.line(core, EVERYTHING, `[handler:deadline] ${name} from ${bindingId}`);
    dropQueue(core, 'backoff');
    // An error in handling an error does not nest, as with a throw.
    if (!handlesError(tx)) {
      const args = { target: tx.target, called: tx.mutation.called, timeBefore: tx.timeBefore, event: name };
      core.addError(error, { args, source: sourceOf(core, tx) });
    }
    this.#backoffUntil = this.now() + (core.options.handlerBackoffMs ?? BACKOFF_MS);
  }
}
