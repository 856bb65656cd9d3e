import type { TraceSettings } from './settings.js';
import { Slices } from './slices.js';
import type { TraceTable } from './trace-table.js';

/** Slots looked at in a row: whatever is reached through a weak reference lives on for as long. */
const MOST = 5000;

/**
 * Looks at all slots whenever garbage was collected, for the machines that are gone with it. One object that nobody holds tells of that:
 * a cell of a registry for each machine would take twice as much as a weak reference.
 */
export class Collections {
  readonly #table: Pick<TraceTable, 'slots'>;
  readonly #slices: Slices<number>;
  readonly #registry = new FinalizationRegistry<undefined>(() => this.#collected());
  /** There is an object that tells of the next one. */
  #isWatching = false;
  /** There was one while the slots were looked at. */
  #isDue = false;
  #isStopped = false;

  /**
   * @param table has no slots when there is nothing to look for
   * @param look must not throw
   */
  constructor(settings: TraceSettings, table: Pick<TraceTable, 'slots'>, look: (slot: number) => void) {
    this.#table = table;
    this.#slices = new Slices(settings, MOST, look);
  }

  /** There is something to look for. */
  watch(): void {
    if (this.#isWatching || this.#isStopped) return;
    this.#isWatching = true;
    this.#registry.register({}, undefined);
  }

  stop(): void {
    this.#isStopped = true;
    this.#slices.stop();
  }

  #collected(): void {
    this.#isWatching = false;
    if (this.#slices.isBusy) this.#isDue = true;
    else if (!this.#isStopped) this.#lookAround();
  }

  #lookAround(): void {
    this.#isDue = false;
    this.#slices.begin(this.#watched(), () => {
      if (this.#isDue) this.#lookAround();
    });
  }

  /** What is collected from here on is told of again, as long as there is any. */
  *#watched(): Generator<number> {
    for (const slot of this.#table.slots()) {
      this.watch();
      yield slot;
    }
  }
}
