import type { MachineView, Selection } from '../../tracer/index.js';
import type { ClassSeries } from './class-series.js';
import { labelOf } from './label-name.js';
import { MeteredMachine } from './metered-machine.js';
import type { MetricStore } from './store.js';

/** Which machines are metered, and how many of each class are alive. Keeps no machine alive. */
export class MeteredMachines {
  readonly #store: MetricStore;
  readonly #entries = new WeakMap<MachineView, MeteredMachine>();
  /** Counts down for machines that were dropped without being disposed of. */
  readonly #collected = new FinalizationRegistry<ClassSeries>((series) => {
    series.machines = (series.machines ?? 1) - 1;
  });

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** The machine of the innermost open transition is the one asked for nearly always. */
  find(machine: MachineView): MeteredMachine | undefined {
    return this.#store.open.find(machine) ?? this.#entries.get(machine);
  }

  /** Starts to observe a machine, or goes on with other marks in force. */
  attach(machine: MachineView, selection: Selection): void {
    if (!selection.wholeMachine && !selection.anyHandler) {
      this.detach(machine);
      return;
    }
    const series = this.#store.series(labelOf(selection.options) ?? machine.className);
    let entry = this.#entries.get(machine);
    if (entry?.series === series) {
      entry.select(selection);
    } else {
      this.detach(machine);
      entry = new MeteredMachine(machine, series, selection);
      this.#entries.set(machine, entry);
    }
    if (entry.isWhole) this.#count(entry);
    else this.#discount(entry);
  }

  /** The machine is gone. The entry goes with it, as its promises may still settle (as aborted). */
  dispose(machine: MachineView): void {
    const entry = this.#entries.get(machine);
    if (entry !== undefined) this.#discount(entry);
  }

  /** The machine goes on without being observed. */
  detach(machine: MachineView): void {
    const entry = this.#entries.get(machine);
    if (entry === undefined) return;
    this.#discount(entry);
    this.#store.open.close(entry);
    entry.handler = undefined;
    entry.isDetached = true;
  }

  #count(entry: MeteredMachine): void {
    if (entry.isCounted) return;
    entry.isCounted = true;
    if (entry.measures.queue) entry.series.showsQueue = true;
    if (entry.measures.machines) entry.series.showsMachines = true;
    entry.series.machines = (entry.series.machines ?? 0) + 1;
    this.#collected.register(entry.machine, entry.series, entry.machine);
  }

  #discount(entry: MeteredMachine): void {
    if (!entry.isCounted) return;
    entry.isCounted = false;
    entry.series.machines = (entry.series.machines ?? 1) - 1;
    this.#collected.unregister(entry.machine);
  }
}
