import type { HandlerOutcome, HandlerPhase, SettledOutcome } from '../../tracer/index.js';
import type { Exemplar } from './exemplar.js';
import { DURATIONS, Histogram } from './histogram.js';
import type { SeriesRoom } from './series-room.js';
import { handlerSlot, isFailedSlot } from './slots.js';

/** Durations of one handler, by phase and outcome. */
export class HandlerSeries {
  /** Indexed by {@link handlerSlot}; a series exists once it was seen. */
  readonly cells: (Histogram | undefined)[] = [];
  readonly name: string;
  readonly #room: SeriesRoom | undefined;
  readonly #overflow: () => HandlerSeries;

  /** @param overflow who counts in place of series for which there is no room */
  constructor(name: string, room: SeriesRoom | undefined, overflow: () => HandlerSeries) {
    this.name = name;
    this.#room = room;
    this.#overflow = overflow;
  }

  /** @param exemplar asked only when the observation is counted, as most have none */
  observe(
    phase: HandlerPhase,
    outcome: HandlerOutcome | SettledOutcome,
    durationMs: number,
    exemplar?: Exemplar,
  ): void {
    const slot = handlerSlot(phase, outcome);
    const cell = this.cells[slot] ?? this.#newCell(slot);
    if (cell === undefined) this.#overflow().observe(phase, outcome, durationMs, exemplar);
    else if (exemplar === undefined) cell.observe(durationMs);
    else cell.observeTraced(durationMs, exemplar);
  }

  #newCell(slot: number): Histogram | undefined {
    if (this.#room?.admit(DURATIONS.series, isFailedSlot(slot)) === false) return undefined;
    return (this.cells[slot] = new Histogram(DURATIONS));
  }
}
