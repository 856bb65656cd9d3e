import type { MachineView } from '../../tracer/index.js';
import type { ClassSeries } from './class-series.js';
import type { MeteredMachine } from './metered-machine.js';

/**
 * The machines whose transitions run right now, innermost first.
 * Queues are drained before a mutator returns, so these are also the only machines whose queues can hold something.
 */
export class OpenTransitions {
  innermost: MeteredMachine | undefined;

  open(entry: MeteredMachine): void {
    if (entry.isOpen) this.close(entry);
    entry.isOpen = true;
    entry.outer = this.innermost;
    this.innermost = entry;
  }

  close(entry: MeteredMachine): void {
    if (!entry.isOpen) return;
    if (this.innermost === entry) {
      this.innermost = entry.outer;
    } else {
      // A machine that is detached by a handler of another one is not the innermost.
      let inner = this.innermost;
      while (inner !== undefined && inner.outer !== entry) inner = inner.outer;
      if (inner !== undefined) inner.outer = entry.outer;
    }
    entry.isOpen = false;
    entry.outer = undefined;
  }

  find(machine: MachineView): MeteredMachine | undefined {
    const entry = this.innermost;
    return entry !== undefined && entry.machine === machine ? entry : undefined;
  }

  /** Mutations that wait in the queues of a class's machines. */
  queueLength(series: ClassSeries): number {
    let length = 0;
    for (let entry = this.innermost; entry !== undefined; entry = entry.outer) {
      if (entry.series === series && entry.isCounted) length += entry.machine.queueLength;
    }
    return length;
  }
}
