import { letTick, type Ticking } from './tick.js';

/** Moves one journal holds; a transition that somebody keeps holds a whole journal. */
const CAPACITY = 32;

/**
 * The clocks of a machine over its last moves. Transitions remember where in it they began, so that clocks are copied for
 * those only that are asked for their times, which may be long after.
 */
export class ClockJournal {
  length = 0;
  readonly #start: readonly number[];
  readonly #moves: Ticking[] = [];

  /** @param clocks as they are now; a list that never changes */
  constructor(clocks: readonly number[]) {
    this.#start = clocks;
  }

  get isFull(): boolean {
    return this.length >= CAPACITY;
  }

  push(move: Ticking): void {
    this.#moves.push(move);
    this.length++;
  }

  /** The clocks after so many moves. */
  at(position: number): readonly number[] {
    const clocks = this.#start.slice();
    for (const move of this.#moves.slice(0, position)) letTick(clocks, move);
    return clocks;
  }
}
