import type { MachineView, Step, TransitionView } from '../../../tracer/index.js';
import { EXCEPTION } from '../../shared/index.js';
import { schemaCounts } from '../schema-counts.js';
import { AVERAGED_KEYS } from './averaged-names.js';
import type { AveragedKey } from './averaged-names.js';

/** Type of the steps that stand for handlers (machine specification §1). */
const HANDLER_STEP = 2;
/** Stands for no state in a step. */
const NO_STATE = -1;

/** How the averages of one machine are worked out. */
export interface AveragesOptions {
  /**
   * As the reference does it: whole numbers, the last length of the queue instead of the mean, machine time from 0 on, nothing of
   * steps that are not recorded, a schema that never changes (defects P-1 to P-4, P-11).
   */
  readonly isReference: boolean;
  /** States whose activations are counted. */
  readonly states: readonly string[];
}

/** Of what a mean is taken: of all transitions, or of those that can add or remove states. */
type Share = 'all' | 'adding' | 'removing';

const MEANS: readonly (readonly [AveragedKey, Share])[] = [
  ['queueSize', 'all'],
  ['txTicks', 'all'],
  ['statesAdded', 'adding'],
  ['statesRemoved', 'removing'],
  ['statesTouched', 'all'],
  ['steps', 'all'],
  ['handlers', 'all'],
  ['txTime', 'all'],
  ['statesActive', 'all'],
  ['statesInactive', 'all'],
];

const zeros = (): Record<AveragedKey, number> =>
  Object.fromEntries(AVERAGED_KEYS.map((key) => [key, 0])) as Record<AveragedKey, number>;

/**
 * The averaged gauges of one machine (telemetry specification §3.1, §3.2): samples are taken at the end of accepted transitions, and
 * become values when they are synced.
 */
export class Averages {
  /** As shown: those of the last interval. */
  readonly values = zeros();
  /** Activations of the chosen states in the last interval. */
  readonly activations = new Map<string, number>();
  /** Averages of the submachines that came by inheritance. */
  readonly children = new Set<Averages>();
  isClosed = false;
  readonly #options: AveragesOptions;
  #sums = zeros();
  #counts: Record<Share, number> = { all: 0, adding: 0, removing: 0 };
  #activated = new Map<string, number>();
  #timeBefore: number;

  constructor(machine: MachineView, options: AveragesOptions) {
    this.#options = options;
    this.#timeBefore = options.isReference ? 0 : sumOf(machine.time());
    this.readSchema(machine);
    for (const state of options.states) this.activations.set(state, 0);
  }

  /** The schema changed. */
  readSchema(machine: MachineView): void {
    if (this.isClosed) return;
    const { states, relations, refs } = schemaCounts(machine);
    Object.assign(this.values, { states, relations, refStates: refs });
  }

  /** One accepted transition. */
  take(transition: TransitionView, tookMs: number): void {
    if (this.isClosed) return;
    const { mutation, timeBefore, queueLength } = transition;
    const { isReference } = this.#options;
    const sums = this.#sums;
    const timeNow = sumOf(transition.machine.time());
    this.#counts.all += 1;
    sums.queueSize = isReference ? queueLength : sums.queueSize + queueLength;
    sums.txTicks += timeNow - this.#timeBefore;
    this.#timeBefore = timeNow;
    const active = timeBefore.filter((tick) => tick % 2 === 1).length;
    sums.statesActive += active;
    sums.statesInactive += timeBefore.length - active;
    sums.txTime += isReference ? wholeMicroseconds(tookMs) : tookMs * 1000;
    if (transition.target.includes(EXCEPTION)) sums.exceptions += 1;
    this.#takeSteps(transition);
    if (mutation.type !== 'remove') {
      this.#counts.adding += 1;
      sums.statesAdded += transition.added.length;
    }
    if (mutation.type !== 'add') {
      this.#counts.removing += 1;
      sums.statesRemoved += transition.removed.length;
    }
    for (const state of transition.added) {
      if (this.activations.has(state)) this.#activated.set(state, (this.#activated.get(state) ?? 0) + 1);
    }
  }

  /** Makes values of the samples since the last call, and of those of the children. Nothing once it is closed. */
  sync(): void {
    if (this.isClosed) return;
    this.syncOwn();
    for (const child of this.children) child.sync();
  }

  /** The same without the children. */
  syncOwn(): void {
    if (this.isClosed) return;
    const { values } = this;
    for (const [key, share] of MEANS) values[key] = this.#mean(this.#sums[key], this.#counts[share]);
    values.exceptions = this.#sums.exceptions;
    values.transitions = this.#counts.all;
    for (const state of this.activations.keys()) this.activations.set(state, this.#activated.get(state) ?? 0);
    this.#activated.clear();
    this.#sums = zeros();
    this.#counts = { all: 0, adding: 0, removing: 0 };
  }

  /** All gauges are 0 from now on. */
  close(): void {
    this.isClosed = true;
    Object.assign(this.values, zeros());
    for (const state of this.activations.keys()) this.activations.set(state, 0);
  }

  #takeSteps(transition: TransitionView): void {
    const { steps, plan } = transition;
    const sums = this.#sums;
    if (steps !== undefined) {
      sums.steps += steps.length;
      sums.handlers += steps.filter(({ type }) => type === HANDLER_STEP).length;
      sums.statesTouched += statesIn(steps);
    } else if (!this.#options.isReference) {
      sums.steps += transition.stepCount;
      sums.handlers += transition.handlerCount;
      sums.statesTouched += statesIn(plan?.trace.steps ?? []);
    }
  }

  #mean(sum: number, count: number): number {
    if (count === 0) return 0;
    return this.#options.isReference ? Math.floor(sum / count) : sum / count;
  }
}

/** The meta state Any counts as one. */
function statesIn(steps: readonly Step[]): number {
  return new Set(steps.flatMap(({ from, to }) => [from, to]).filter((state) => state !== NO_STATE)).size;
}

/** Of a clock that counts nanoseconds. */
function wholeMicroseconds(ms: number): number {
  return Math.floor(Math.round(ms * 1e6) / 1000);
}

function sumOf(ticks: readonly number[]): number {
  return ticks.reduce((sum, tick) => sum + tick, 0);
}
