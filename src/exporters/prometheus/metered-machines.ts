import type { MachineView, Selection } from '../../tracer/index.js';
import type { ClassSeries } from './class-series.js';
import { labelOf } from './label-name.js';
import { machineIdOf } from './machine-label.js';
import type { MachineLabel } from './machine-label.js';
import { MeteredMachine } from './metered-machine.js';
import type { StateTimes } from './state-times.js';
import type { MetricStore } from './store.js';

/** What is left to take back of a machine that nobody has any more. */
interface Remains {
  readonly series: ClassSeries;
  readonly times: StateTimes | undefined;
}

/** Which machines are metered, and how many of each class are alive. Keeps no machine alive. */
export class MeteredMachines {
  readonly #store: MetricStore;
  readonly #label: MachineLabel | undefined;
  readonly #entries = new WeakMap<MachineView, MeteredMachine>();
  #last: MeteredMachine | undefined;
  readonly #forgetLast = (): void => {
    this.#last = undefined;
  };
  /** Counts down for machines that were dropped without being disposed of. */
  readonly #collected = new FinalizationRegistry<Remains>(({ series, times }) => {
    times?.end(undefined);
    if (times !== undefined) series.times.delete(times);
    this.#countDown(series);
  });

  constructor(store: MetricStore, label?: MachineLabel) {
    this.#store = store;
    this.#label = label;
  }

  /** The machine asked for last is the one asked for nearly always. */
  find(machine: MachineView): MeteredMachine | undefined {
    const last = this.#last;
    return last !== undefined && last.machine === machine ? last : this.#lookUp(machine);
  }

  #lookUp(machine: MachineView): MeteredMachine | undefined {
    const entry = this.#entries.get(machine);
    // It is held no longer than the code that runs now.
    if (entry !== undefined && this.#last === undefined) queueMicrotask(this.#forgetLast);
    this.#last = entry ?? this.#last;
    return entry;
  }

  /** Starts to observe a machine, or goes on with other marks in force. */
  attach(machine: MachineView, selection: Selection): void {
    if (!selection.wholeMachine && !selection.anyHandler) {
      this.detach(machine);
      return;
    }
    const name = labelOf(selection.options) ?? machine.className;
    let entry = this.#entries.get(machine);
    // A disposed machine may be the last one its series had.
    const isKnown = entry?.isCounted === true || this.#label === undefined;
    const series =
      isKnown && entry?.series.labels.labels['machine_class'] === name
        ? entry.series
        : this.#store.series(name, machineIdOf(machine, this.#label));
    if (entry?.series === series) {
      entry.leaveStates(undefined);
      entry.select(selection);
    } else {
      this.detach(machine);
      entry = new MeteredMachine(machine, series, selection);
      this.#entries.set(machine, entry);
      this.#last = undefined;
    }
    if (entry.isWhole) this.#count(entry);
    else this.#discount(entry, undefined);
  }

  /** Its states, or their order, are others now. */
  reshape(machine: MachineView): void {
    const entry = this.#entries.get(machine);
    if (entry?.times === undefined) return;
    entry.leaveStates(undefined);
    entry.followStates(this.#store.now());
    this.#collected.unregister(machine);
    this.#collected.register(machine, { series: entry.series, times: entry.times }, machine);
  }

  /** The machine is gone. The entry goes with it, as its promises may still settle (as aborted). */
  dispose(machine: MachineView): void {
    const entry = this.#entries.get(machine);
    if (entry !== undefined) this.#discount(entry, this.#store.now());
  }

  /** The machine goes on without being observed. */
  detach(machine: MachineView): void {
    const entry = this.#entries.get(machine);
    if (entry === undefined) return;
    this.#discount(entry, undefined);
    entry.close();
    entry.handler = undefined;
    entry.isDetached = true;
  }

  #count(entry: MeteredMachine): void {
    entry.followStates(this.#store.now());
    const { machine, series, measures, times } = entry;
    if (measures.queue) series.showsQueue = true;
    if (measures.machines) series.showsMachines = true;
    if (!entry.isCounted) {
      entry.isCounted = true;
      series.machines = (series.machines ?? 0) + 1;
    }
    this.#collected.unregister(machine);
    this.#collected.register(machine, { series, times }, machine);
  }

  #discount(entry: MeteredMachine, endMs: number | undefined): void {
    if (!entry.isCounted) return;
    entry.isCounted = false;
    entry.leaveStates(endMs);
    this.#collected.unregister(entry.machine);
    this.#countDown(entry.series);
  }

  #countDown(series: ClassSeries): void {
    series.machines = (series.machines ?? 1) - 1;
    if (series.machines === 0) this.#store.forget(series);
  }
}
