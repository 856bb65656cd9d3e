import { endsWithin } from '../exporters/shared/index.js';
import type { SinkStats } from '../exporters/shared/index.js';

/** How full a queue may get before it is emptied, and how far it is. */
const FULL = 7 / 8;
const EMPTY = 1 / 8;
/** Machines that end in a row: the first ones, until it is known what they take, and the most. */
const FIRST = 16;
const MOST = 1000;
/** Between two looks at queues that are being emptied. */
const LOOK_MS = 20;

/** What takes the records of machines that end. */
export interface RecordTaker {
  readonly sinks: () => readonly Pick<SinkStats, 'exported' | 'dropped' | 'queued' | 'capacity'>[];
  /** Empties the queues. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Longest time in which nothing gets anywhere, in milliseconds. */
  readonly patienceMs: number;
  /** When nobody waits any more, by `performance.now`. */
  readonly untilMs: number;
}

/**
 * Ends machines, as many at a time as the queues have room for what these have open; all of them in a row if they have. What is
 * left ends at once when time is up, and where nothing gets anywhere; what finds no room then is dropped and counted.
 */
export class MachinesEnd {
  readonly #machines: Iterator<unknown>;
  readonly #taker: RecordTaker;
  #isPatient = true;
  #count = FIRST;

  /** @param ending ends one machine each time it is asked for the next */
  constructor(ending: Iterable<unknown>, taker: RecordTaker) {
    this.#machines = ending[Symbol.iterator]();
    this.#taker = taker;
  }

  /** Ends machines until a queue is full; whether that were all of them. */
  goOn(): boolean {
    let before = this.#fill();
    for (;;) {
      for (let i = 0; i < this.#count; i++) if (this.#machines.next().done === true) return true;
      const fill = this.#fill();
      const each = Math.max(fill - before, 0) / this.#count;
      const room = Math.max(1 - fill, 1 - FULL) / 2;
      this.#count = each > 0 ? Math.min(Math.max(Math.trunc(room / each), 1), MOST) : MOST;
      if (this.#isPatient && fill > FULL) return false;
      before = fill;
    }
  }

  /** Waits until there is room again, unless that takes too long; nobody waits for a sink that nothing has got out of yet. */
  async makeRoom(): Promise<void> {
    const { sinks, flush, patienceMs, untilMs } = this.#taker;
    const settled = sinks().map(settledIn);
    this.#isPatient = sinks().every(({ queued }, i) => queued === 0 || settled[i] !== 0);
    if (!this.#isPatient) return;
    const flushing = flush();
    // Looks, not time: where the process was busy, nobody had a chance.
    for (let looks = 0; this.#fill() > EMPTY; looks++) {
      const leftMs = untilMs - performance.now();
      this.#isPatient = leftMs > 0 && looks * LOOK_MS < patienceMs;
      if (!this.#isPatient) return;
      if (await endsWithin(flushing, Math.min(LOOK_MS, leftMs))) break;
      sinks().forEach((sink, i) => {
        if (settledIn(sink) !== settled[i]) looks = 0;
        settled[i] = settledIn(sink);
      });
    }
    this.#isPatient = this.#fill() <= FULL;
  }

  /** How full the fullest queue is, from 0 to 1. */
  #fill(): number {
    const { sinks } = this.#taker;
    return Math.max(0, ...sinks().map(({ queued, capacity }) => queued / Math.max(capacity, 1)));
  }
}

/** Records that got somewhere, if only to be refused. */
function settledIn({ exported, dropped }: Pick<SinkStats, 'exported' | 'dropped'>): number {
  return exported + dropped.refused;
}
