import type { InheritRules, MachineView, Tracer, TransitionView } from '../../../tracer/index.js';
import type { MetricRegistry } from '../registry.js';
import { AveragedGauge } from './averaged-gauge.js';
import { AVERAGED_KEYS, gaugeOf, stateGaugeOf } from './averaged-names.js';
import type { AveragedNaming } from './averaged-names.js';
import { Averages } from './averages.js';
import { GaugeBoard } from './gauge-board.js';

/** Options of {@link AveragedMetrics}. */
export interface AveragedOptions {
  /** Id of the tracer. @default 'averaged' */
  readonly id?: string | undefined;
  /** Whether submachines inherit this tracer, or which of them do. @default true: those marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** A monotonic clock in milliseconds. @default performance.now */
  readonly now?: (() => number) | undefined;
  /**
   * `go`: the numbers of the reference, rounded down, without a baseline; ids that collide are refused, and gauges of machines that
   * are gone stay, at 0. @default 'default': means as they are, and the gauges go with the machine
   */
  readonly preset?: 'default' | 'go' | undefined;
  /** States whose activations are shown as well, as `am_state_added_<State>_<id>`. @default none */
  readonly states?: readonly string[] | undefined;
  /** @default 'v0.8' */
  readonly naming?: AveragedNaming | undefined;
  /**
   * Shortest interval in milliseconds: whoever reads the gauges earlier gets the values of the last one. Keeps two scrapers from
   * taking each other's samples.
   * @default 0: each scrape is one interval
   */
  readonly windowMs?: number | undefined;
  /** False leaves it to `sync` to end an interval. @default true: being read ends it */
  readonly syncOnRead?: boolean | undefined;
  /** Told of ids that collide. @default nobody */
  readonly warn?: ((text: string) => void) | undefined;
  /** What ends before the gauges leave their registries: the last push needs them. @default nothing */
  readonly shutdown?: (() => Promise<void>) | undefined;
}

/**
 * The fifteen averaged gauges of each machine, without labels, the id of the machine in their names (telemetry specification §3.1):
 * what the reference has. Their number grows with that of machines; the labelled family is what scales.
 */
export class AveragedMetrics implements Tracer {
  readonly id: string;
  readonly signal = 'metered';
  readonly inheritable: boolean | InheritRules;
  readonly #options: AveragedOptions;
  readonly #now: () => number;
  readonly #isReference: boolean;
  readonly #averages = new WeakMap<MachineView, Averages>();
  readonly #roots = new Set<Averages>();
  readonly #startMs = new WeakMap<TransitionView, number>();
  readonly #board: GaugeBoard;
  /** The values are those of the interval that ended just now: all gauges of one scrape are read at once. */
  #isFresh = false;
  #syncedMs = Number.NEGATIVE_INFINITY;

  constructor(options: AveragedOptions = {}) {
    this.id = options.id ?? 'averaged';
    this.inheritable = options.inherit ?? true;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#isReference = options.preset === 'go';
    this.#board = new GaugeBoard(this.#isReference, options.warn);
  }

  /**
   * Shows the gauges in a registry, those of machines to come as well.
   * @returns takes them out again
   * @throws MachineError `EXPORTER` under preset `go`, when a machine's gauges are there already
   */
  register(registry: MetricRegistry): () => void {
    return this.#board.add(registry);
  }

  /** Ends the interval of a machine and of the submachines that inherited this; of all machines without one. */
  sync(machine?: MachineView): void {
    const synced = machine === undefined ? this.#roots : [this.#averages.get(machine)];
    for (const averages of synced) averages?.sync();
    this.#syncedMs = this.#now();
  }

  /** Ends the interval of one machine alone. */
  protected syncOne(machine: MachineView): void {
    this.#averages.get(machine)?.syncOwn();
  }

  /** Machines whose gauges were refused, as their ids collide; only under preset `go`. */
  get refused(): number {
    return this.#board.refused;
  }

  /** Sets the gauges of a machine to 0, for good. */
  close(machine: MachineView): void {
    this.#averages.get(machine)?.close();
  }

  /** The gauges of a machine as they are shown, by their names. */
  valuesOf(machine: MachineView): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#board.gaugesOf(machine).map(({ name, value }) => [name, value]));
  }

  machineInit(machine: MachineView): void {
    const known = this.#averages.get(machine);
    if (known !== undefined && !known.isClosed) return;
    const { states = [] } = this.#options;
    const averages = new Averages(machine, { isReference: this.#isReference, states });
    this.#averages.set(machine, averages);
    const parent = this.#parentOf(machine);
    (parent?.children ?? this.#roots).add(averages);
    this.#board.show(
      machine,
      (id) => this.#gaugesOf(averages, id),
      () => this.#leave(averages, parent),
    );
  }

  schemaChange(machine: MachineView): void {
    if (!this.#isReference) this.#averages.get(machine)?.readSchema(machine);
  }

  transitionInit(transition: TransitionView): void {
    if (this.#averages.has(transition.machine)) this.#startMs.set(transition, this.#now());
  }

  transitionEnd(transition: TransitionView): void {
    const startMs = this.#startMs.get(transition);
    if (startMs === undefined || !transition.accepted) return;
    this.#averages.get(transition.machine)?.take(transition, Math.max(0, this.#now() - startMs));
  }

  machineDispose(machine: MachineView): void {
    const averages = this.#averages.get(machine);
    if (averages === undefined) return;
    averages.close();
    if (!this.#isReference) this.#forget(machine, averages);
  }

  machineDetach(machine: MachineView): void {
    const averages = this.#averages.get(machine);
    if (averages !== undefined && !this.#isReference) this.#forget(machine, averages);
  }

  /** Takes the gauges out of every registry. Never rejects, safe to call twice. */
  async shutdown(): Promise<void> {
    // What fails has been counted by whoever failed.
    await this.#options.shutdown?.().catch(() => undefined);
    this.#board.clear();
  }

  #forget(machine: MachineView, averages: Averages): void {
    this.#board.hide(machine);
    this.#averages.delete(machine);
    this.#leave(averages, this.#parentOf(machine));
  }

  #leave(averages: Averages, parent: Averages | undefined): void {
    this.#roots.delete(averages);
    parent?.children.delete(averages);
    // Nobody else would sync them.
    for (const child of averages.children) this.#roots.add(child);
  }

  #parentOf({ parent }: MachineView): Averages | undefined {
    return parent && this.#averages.get(parent);
  }

  #gaugesOf(averages: Averages, id: string): readonly AveragedGauge[] {
    const { naming = 'v0.8', states = [] } = this.#options;
    const gauges = AVERAGED_KEYS.flatMap((key) => {
      const named = gaugeOf(key, id, naming);
      return named === undefined ? [] : [new AveragedGauge(named, () => this.#read(() => averages.values[key]))];
    });
    const ofStates = states.map(
      (state) =>
        new AveragedGauge(stateGaugeOf(state, id), () => this.#read(() => averages.activations.get(state) ?? 0)),
    );
    // Of states that are told twice, or differ in what no name of a metric holds, the first one is shown.
    const named = new Map(ofStates.reverse().map((gauge) => [gauge.name, gauge]));
    return [...gauges, ...[...named.values()].reverse()];
  }

  #read(value: () => number): number {
    if (this.#options.syncOnRead !== false && !this.#isFresh) this.#endInterval();
    return value();
  }

  #endInterval(): void {
    this.#isFresh = true;
    queueMicrotask(() => {
      this.#isFresh = false;
    });
    const sinceMs = this.#now() - this.#syncedMs;
    // A clock that was set back would make the interval as long as it was set.
    if (sinceMs < 0 || sinceMs >= (this.#options.windowMs ?? 0)) this.sync();
  }
}
