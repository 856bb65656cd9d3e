import type { MachineView, PlanView } from '../../tracer/index.js';
import type { StateSeries } from './state-series.js';

/** What of a plan says which states it changes. */
export type Ticking = Pick<PlanView, 'ticking' | 'ticks'>;

/** Of an inactive state. */
const INACTIVE = Number.NaN;
/** A state that is active, and activated or left by this, ticks once; one that is entered again twice. */
const AGAIN = 2;

const EXCEPTION = 'Exception';

/** Since when the states of one machine are active. Knows nothing of the machine, so that it keeps none alive. */
export class StateTimes {
  /** Series of each state by its index; undefined for one that is not shown. */
  readonly #series: readonly (StateSeries | undefined)[];
  /** By the index of a state; NaN while it is inactive. */
  readonly #sinceMs: number[];
  readonly #exception: number;
  /** The machine, while a transition of it runs: queues are drained before a mutator returns, so only then one can hold something. */
  running: MachineView | undefined;
  /** Active states. */
  active = 0;
  /** What the last change did. */
  added = 0;
  removed = 0;
  tookException = false;

  /** @param seriesOf the series of a state, if it has any */
  constructor(machine: MachineView, seriesOf: (state: string) => StateSeries | undefined, nowMs: number) {
    const { stateNames } = machine;
    this.#series = stateNames.map(seriesOf);
    this.#exception = stateNames.indexOf(EXCEPTION);
    this.#sinceMs = stateNames.map(() => INACTIVE);
    machine.time().forEach((tick, state) => {
      if (tick % 2 === 1) this.#begin(state, nowMs);
    });
  }

  get size(): number {
    return this.#sinceMs.length;
  }

  /** States ticked: `nowMs` is when. */
  change({ ticking, ticks }: Ticking, nowMs: number, isTimed: boolean): void {
    this.added = 0;
    this.removed = 0;
    this.tookException = false;
    for (let i = 0; i < ticking.length; i++) {
      const state = ticking[i] as number;
      const since = this.#sinceMs[state] as number;
      const wasActive = since === since;
      if (wasActive) {
        const ended = this.#end(state);
        if (isTimed) ended?.ended(nowMs - since);
      }
      if (wasActive && ticks[i] !== AGAIN) {
        this.removed++;
      } else {
        this.added++;
        this.#begin(state, nowMs);
        const series = this.#series[state];
        if (series !== undefined) series.activations++;
        if (state === this.#exception) this.tookException = true;
      }
    }
  }

  /** The machine is gone: every activation ends, at a time that is known or not. */
  end(nowMs: number | undefined): void {
    for (let state = 0; state < this.#sinceMs.length; state++) {
      const since = this.#sinceMs[state] as number;
      if (since !== since) continue;
      const ended = this.#end(state);
      if (nowMs !== undefined) ended?.ended(nowMs - since);
    }
  }

  /** Looks at the open activations for the oldest ones of the class. */
  showOldest(): void {
    for (let state = 0; state < this.#sinceMs.length; state++) {
      const series = this.#series[state];
      const since = this.#sinceMs[state] as number;
      if (series !== undefined && since < series.oldestMs) series.oldestMs = since;
    }
  }

  #begin(state: number, nowMs: number): void {
    this.#sinceMs[state] = nowMs;
    this.active++;
    const series = this.#series[state];
    if (series !== undefined) series.active++;
  }

  /** @returns the series of the state, if it has any */
  #end(state: number): StateSeries | undefined {
    this.#sinceMs[state] = INACTIVE;
    this.active--;
    const series = this.#series[state];
    if (series !== undefined) series.active--;
    return series;
  }
}

/** What states did between two readings of their clocks: of a transition that went other ways than planned. */
export function tickingOf(before: readonly number[], after: readonly number[]): Ticking {
  const ticking: number[] = [];
  const ticks: number[] = [];
  after.forEach((tick, state) => {
    const change = tick - (before[state] ?? 0);
    const isOdd = change % 2 === 1;
    // Activated and taken back again: nothing came of it.
    if (change === 0 || (!isOdd && tick % 2 === 0)) return;
    ticking.push(state);
    ticks.push(isOdd ? 1 : AGAIN);
  });
  return { ticking, ticks };
}
