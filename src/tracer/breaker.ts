import type { BreakerLimits } from './breaker-limits.js';
import { countTroubled } from './guard.js';
import { Slowness } from './slowness.js';
import { thrownText } from './thrown-text.js';
import type { MachineView } from './views.js';

/** Why a breaker opened. */
export type BreakerCause = 'errors' | 'slow';

/** `open`: the tracer is left out; `trying`: it gets callbacks again, and the first failure ends that. */
export type BreakerState = 'closed' | 'open' | 'trying';

/** What is known of a tracer that failed or was slow. */
export interface TracerHealth {
  /** Callbacks that threw, or returned a promise that rejected. */
  readonly errors: number;
  /** The first of them, `callback: message`. */
  readonly firstError: string | undefined;
  /** Callbacks that took longer than `slowLimitMs`, of those that were measured. */
  readonly slow: number;
  readonly slowLimitMs: number;
  /** The longest of them, and its callback. */
  readonly slowestMs: number;
  readonly slowestIn: string | undefined;
  /** Callbacks it did not get while it was left out. */
  readonly skipped: number;
  /** How often it was left out. */
  readonly opened: number;
  readonly state: BreakerState;
  readonly cause: BreakerCause | undefined;
}

/** Decides whether one tracer gets callbacks: opens when it fails or is slow repeatedly, and tries again after a while. */
export class Breaker implements TracerHealth {
  errors = 0;
  firstError: string | undefined;
  slow = 0;
  slowestMs = 0;
  slowestIn: string | undefined;
  skipped = 0;
  opened = 0;
  state: BreakerState = 'closed';
  cause: BreakerCause | undefined;
  /** Machines it misses callbacks of, and whether it knows them. A machine that is gone unseen stays counted. */
  readonly #gaps = new WeakMap<MachineView, boolean>();
  #gapCount = 0;
  #isTroubled = false;
  readonly #slowness = new Slowness();
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #errorsBefore = 0;
  #backOffMs = 0;
  #retryAtMs = 0;

  limits: BreakerLimits;

  constructor(limits: BreakerLimits) {
    this.limits = limits;
  }

  get slowLimitMs(): number {
    return this.limits.slowMs;
  }

  /** It threw. */
  failed(callback: string, error: unknown): void {
    this.errors += 1;
    this.firstError ??= `${callback}: ${thrownText(error)}`;
    const nowMs = performance.now();
    const { errors, windowMs } = this.limits;
    if (nowMs - this.#windowStartMs > windowMs) {
      this.#windowStartMs = nowMs;
      this.#errorsBefore = this.errors - 1;
    }
    this.#judge('errors', this.errors - this.#errorsBefore >= errors, nowMs);
  }

  /** It took its time. */
  wasSlow(callback: string, tookMs: number, nowMs: number): void {
    this.slow += 1;
    if (tookMs > this.slowestMs) {
      this.slowestMs = tookMs;
      this.slowestIn = callback;
    }
    this.#judge('slow', this.#slowness.slow(callback, nowMs, this.limits), nowMs);
  }

  /** It did not. */
  wasFast(callback: string): void {
    this.#slowness.fast(callback);
  }

  /** Whether it does not get a callback of this machine, which is counted then. */
  leavesOut(machine: MachineView): boolean {
    const isKnownGap = this.#gapCount > 0 && this.#gaps.has(machine);
    if (this.state !== 'open' && !isKnownGap) return false;
    this.skipped += 1;
    if (!isKnownGap) this.#openGap(machine, true);
    return true;
  }

  /** The same for the callback that makes a machine known. */
  leavesOutNew(machine: MachineView): boolean {
    if (this.state !== 'open') return false;
    this.skipped += 1;
    this.#openGap(machine, false);
    return true;
  }

  /** The same for the last callback of a machine: one that only fails may close what it holds. */
  leavesOutLast(machine: MachineView): boolean {
    const isKnown = this.#gaps.get(machine) ?? true;
    this.#closeGap(machine);
    if (isKnown && (this.state !== 'open' || this.cause === 'errors')) return false;
    this.skipped += 1;
    return true;
  }

  /**
   * A good moment to begin with a machine again: what it has to be told of first, if anything.
   * @returns `known` for a machine it has seen, `new` for one it has not, undefined when nothing was missed or it is not time
   */
  resumes(machine: MachineView): 'known' | 'new' | undefined {
    if (this.state === 'open') {
      if (performance.now() < this.#retryAtMs) return undefined;
      this.state = 'trying';
    }
    const isKnown = this.#gaps.get(machine);
    if (isKnown === undefined) return undefined;
    this.#closeGap(machine);
    return isKnown ? 'known' : 'new';
  }

  /** A transition of a machine came to its end. */
  passed(): void {
    if (this.state === 'trying') this.#enter('closed');
  }

  /** In `trying` the first failure decides. */
  #judge(cause: BreakerCause, isRepeated: boolean, nowMs: number): void {
    if (this.state === 'trying' || (this.state === 'closed' && isRepeated)) this.#open(cause, nowMs);
  }

  #open(cause: BreakerCause, nowMs: number): void {
    const { backOffMs, maxBackOffMs } = this.limits;
    const isSoon = this.state === 'trying' || nowMs < this.#retryAtMs + maxBackOffMs;
    this.#backOffMs = isSoon && this.#backOffMs > 0 ? Math.min(this.#backOffMs * 2, maxBackOffMs) : backOffMs;
    this.#retryAtMs = nowMs + this.#backOffMs;
    this.#windowStartMs = Number.NEGATIVE_INFINITY;
    this.#slowness.clear();
    this.cause = cause;
    this.opened += 1;
    this.#enter('open');
  }

  #enter(state: BreakerState): void {
    this.state = state;
    this.#settle();
  }

  #openGap(machine: MachineView, isKnown: boolean): void {
    if (!this.#gaps.has(machine)) this.#gapCount += 1;
    this.#gaps.set(machine, isKnown);
    this.#settle();
  }

  #closeGap(machine: MachineView): void {
    if (this.#gaps.delete(machine)) this.#gapCount -= 1;
    this.#settle();
  }

  #settle(): void {
    const isTroubled = this.state !== 'closed' || this.#gapCount > 0;
    if (isTroubled === this.#isTroubled) return;
    this.#isTroubled = isTroubled;
    countTroubled(isTroubled ? 1 : -1);
  }
}
