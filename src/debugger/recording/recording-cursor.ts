import type { MachineHistory, Moment, TransitionEvent } from '../model/index.js';
import type { Recording } from './recording.js';

/**
 * A place among the transitions of a recording, or of one machine's history. It stands on a transition, or behind the last one; moving
 * reads nothing, {@link read} reads one.
 */
export class RecordingCursor {
  readonly #recording: Recording;
  readonly #history: MachineHistory | undefined;
  #step = 0;

  constructor(recording: Recording, history: MachineHistory | undefined) {
    this.#recording = recording;
    this.#history = history;
  }

  /** How many transitions it can stand on. */
  get length(): number {
    return (this.#history ?? this.#recording).length;
  }

  /** Which of them it stands on, from 0; the length behind the last one. */
  get step(): number {
    return this.#step;
  }

  /** Its position in the whole recording; undefined behind the last transition. */
  get position(): number | undefined {
    if (this.#step >= this.length) return undefined;
    return this.#history === undefined ? this.#step : this.#history.positionOf(this.#step);
  }

  /** Moves by a number of transitions, backwards when negative, not beyond the ends. @returns whether it stands on a transition */
  move(by: number): boolean {
    return this.goTo(this.#step + by);
  }

  /** Moves to a transition by its number. @returns whether it stands on a transition */
  goTo(step: number): boolean {
    this.#step = Math.min(Math.max(0, Math.trunc(step)), this.length);
    return this.#step < this.length;
  }

  /**
   * Moves to the first transition at which all that is given has been reached. Ticks are those of a machine: without a history only the
   * time counts.
   * @returns whether there is one; it stands behind the last otherwise
   */
  seek(moment: Moment): boolean {
    const { index } = this.#recording;
    return this.goTo(this.#history?.stepAt(moment) ?? index.positionFrom(moment.time ?? -Infinity));
  }

  /** Moves to the transition with this id. @returns whether there is one; it stays where it is otherwise */
  seekId(id: string): boolean {
    const position = this.#recording.find(id, this.#history);
    return position !== undefined && this.goTo(this.#history?.stepFrom(position) ?? position);
  }

  /** The transition it stands on; undefined behind the last one. @throws MachineError FILE when it is damaged */
  read(): TransitionEvent | undefined {
    return this.position === undefined ? undefined : this.#recording.transition(this.position);
  }
}
