import { MachineError } from '../../../errors.js';
import type { MachineView } from '../../../tracer/index.js';
import { normalizedId } from '../../shared/index.js';
import type { MetricRegistry } from '../registry.js';
import type { AveragedGauge } from './averaged-gauge.js';

type MakeGauges = (id: string) => readonly AveragedGauge[];

/** What is shown of one machine. Does not know the machine, so that it keeps none alive. */
class Shown {
  readonly machineId: string;
  readonly make: MakeGauges;
  readonly gone: () => void;
  /** As it stands in the names of the gauges. */
  id = '';
  gauges: readonly AveragedGauge[] = [];

  constructor(machineId: string, make: MakeGauges, gone: () => void) {
    this.machineId = machineId;
    this.make = make;
    this.gone = gone;
  }
}

/** Which gauges stand in which registries. Names hold ids of machines, which may be the same once they are normalised. */
export class GaugeBoard {
  readonly #isStrict: boolean;
  readonly #warn: (text: string) => void;
  readonly #all = new Set<Shown>();
  readonly #ids = new Set<string>();
  readonly #ofMachine = new WeakMap<MachineView, Shown>();
  readonly #registries = new Set<MetricRegistry>();
  readonly #collected = new FinalizationRegistry<Shown>((shown) => {
    this.#forget(shown);
    shown.gone();
  });
  #hasWarned = false;
  /** Machines that are not shown, as their names are taken. */
  refused = 0;

  /** @param isStrict ids that collide are refused, not numbered */
  constructor(isStrict: boolean, warn: ((text: string) => void) | undefined) {
    this.#isStrict = isStrict;
    this.#warn = warn ?? (() => {});
  }

  /** Shows everything in one more registry. */
  add(registry: MetricRegistry): () => void {
    if (this.#isCleared(registry)) this.#registries.delete(registry);
    if (!this.#registries.has(registry)) {
      const all = [...this.#all];
      if (this.#isStrict) for (const { gauges } of all) checkFree(registry, gauges);
      this.#registries.add(registry);
      for (const shown of all) {
        // Gauges have one name in all registries.
        if (isFree(registry, shown.gauges)) put(registry, shown.gauges);
        else this.#rename(shown);
      }
    }
    return () => {
      this.#registries.delete(registry);
      for (const { gauges } of this.#all) take(registry, gauges);
    };
  }

  /**
   * Shows a machine.
   * @param gone called when it was collected without an end; neither this nor `make` may hold it
   */
  show(machine: MachineView, make: MakeGauges, gone: () => void): void {
    const shown = new Shown(machine.id, make, gone);
    this.#name(shown);
    if (this.#isStrict && ![...this.#registries].every((registry) => isFree(registry, shown.gauges))) {
      this.refused += 1;
      return;
    }
    this.#all.add(shown);
    this.#ofMachine.set(machine, shown);
    this.#collected.register(machine, shown, machine);
    for (const registry of this.#registries) put(registry, shown.gauges);
  }

  /** Shows a machine no more. */
  hide(machine: MachineView): void {
    const shown = this.#ofMachine.get(machine);
    if (shown === undefined) return;
    this.#ofMachine.delete(machine);
    this.#collected.unregister(machine);
    this.#forget(shown);
  }

  gaugesOf(machine: MachineView): readonly AveragedGauge[] {
    return this.#ofMachine.get(machine)?.gauges ?? [];
  }

  /** Shows nothing anywhere. */
  clear(): void {
    for (const registry of this.#registries) for (const { gauges } of this.#all) take(registry, gauges);
    this.#registries.clear();
  }

  /** Its owner took all our gauges out of it, not knowing whose they were. */
  #isCleared(registry: MetricRegistry): boolean {
    if (!this.#registries.has(registry) || this.#all.size === 0) return false;
    return [...this.#all].every(({ gauges }) => isFree(registry, gauges));
  }

  #forget(shown: Shown): void {
    this.#all.delete(shown);
    this.#ids.delete(shown.id);
    for (const registry of this.#registries) take(registry, shown.gauges);
  }

  #rename(shown: Shown): void {
    for (const registry of this.#registries) take(registry, shown.gauges);
    this.#ids.delete(shown.id);
    this.#name(shown);
    for (const registry of this.#registries) put(registry, shown.gauges);
  }

  #name(shown: Shown): void {
    const plain = normalizedId(shown.machineId);
    for (let count = 1; ; count++) {
      shown.id = count === 1 ? plain : `${plain}_${String(count)}`;
      shown.gauges = shown.make(shown.id);
      if (this.#isStrict || this.#isFree(shown)) break;
      this.#warnOf(shown.machineId);
    }
    this.#ids.add(shown.id);
  }

  #isFree({ id, gauges }: Shown): boolean {
    return !this.#ids.has(id) && [...this.#registries].every((registry) => isFree(registry, gauges));
  }

  #warnOf(id: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const what = `the averaged gauges of machine "${id}" would have the names of another one's`;
    this.#warn(`metrics: ${what}; such machines get a number behind their id`);
  }
}

function isFree(registry: MetricRegistry, gauges: readonly AveragedGauge[]): boolean {
  return gauges.every(({ name }) => registry.getSingleMetric(name) === undefined);
}

function checkFree(registry: MetricRegistry, gauges: readonly AveragedGauge[]): void {
  const taken = gauges.find(({ name }) => registry.getSingleMetric(name) !== undefined);
  if (taken === undefined) return;
  throw new MachineError('EXPORTER', `the registry already has a metric named ${taken.name}: ids of machines collide`);
}

function put(registry: MetricRegistry, gauges: readonly AveragedGauge[]): void {
  for (const gauge of gauges) registry.registerMetric(gauge);
}

function take(registry: MetricRegistry, gauges: readonly AveragedGauge[]): void {
  for (const gauge of gauges) {
    // The name may belong to someone else by now.
    if (registry.getSingleMetric(gauge.name) === gauge) registry.removeSingleMetric(gauge.name);
  }
}
