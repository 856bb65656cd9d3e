import type { ClassSeries } from './class-series.js';
import type { MeteredMachine } from './metered-machine.js';

/**
 * The machines whose transitions run right now, innermost last.
 * Queues are drained before a mutator returns, so these are also the only machines whose queues can hold something.
 */
export class OpenTransitions {
  readonly #stack: (MeteredMachine | undefined)[] = [];
  #depth = 0;

  open(entry: MeteredMachine): void {
    if (entry.isOpen) this.close(entry);
    entry.isOpen = true;
    this.#stack[this.#depth++] = entry;
  }

  close(entry: MeteredMachine): void {
    if (!entry.isOpen) return;
    entry.isOpen = false;
    const top = this.#depth - 1;
    if (this.#stack[top] === entry) this.#depth = top;
    else this.#remove(entry);
    // Nothing is kept alive.
    this.#stack[this.#depth] = undefined;
  }

  /** Mutations that wait in the queues of a class's machines. */
  queueLength(series: ClassSeries): number {
    let length = 0;
    for (const entry of this.#stack.slice(0, this.#depth)) {
      if (entry?.series === series && entry.isCounted) length += entry.machine.queueLength;
    }
    return length;
  }

  /** A machine that is detached by a handler of another one is not the innermost. */
  #remove(entry: MeteredMachine): void {
    this.#stack.splice(this.#stack.indexOf(entry), 1);
    this.#depth--;
  }
}
