import type {
  HandlerCall,
  InheritRules,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import type { ClassSeries, HandlerSeries } from './class-series.js';
import { readSamples, registerFamilies } from './family-collector.js';
import type { MeteredMachine } from './metered-machine.js';
import { MeteredMachines } from './metered-machines.js';
import { PROMETHEUS_DEFAULTS } from './options.js';
import type { PrometheusOptions } from './options.js';
import type { MetricRegistry } from './registry.js';
import { seriesLimits } from './series-limits.js';
import { transitionSlot } from './slots.js';
import { MetricStore } from './store.js';

/** A handler whose promise has not settled. */
interface PendingCall {
  readonly entry: MeteredMachine;
  readonly handler: HandlerSeries;
  readonly startMs: number;
}

/**
 * The labelled metric families (telemetry specification §3.6) of every machine it is bound to, shown in prom-client
 * registries. Callbacks only add to plain numbers; text and labels are made when a registry is scraped.
 *
 * Check transitions are counted with `check="true"`; they and their handlers have no durations, and a check that is
 * refused is no rejection. Series live as long as this object, machines don't: it keeps none of them alive.
 */
export class PrometheusMetrics implements Tracer {
  readonly id: string;
  readonly signal = 'metered';
  readonly inheritable: boolean | InheritRules;
  readonly #now: () => number;
  readonly #store: MetricStore;
  readonly #machines: MeteredMachines;
  readonly #pending = new WeakMap<HandlerCall, PendingCall>();
  readonly #registrations = new Map<MetricRegistry, () => void>();

  /** Throws a `MachineError` of code `EXPORTER` when the registry has foreign metrics under our names, `CONFIG` for a bad bound. */
  constructor(options: PrometheusOptions = {}) {
    this.id = options.id ?? PROMETHEUS_DEFAULTS.id;
    this.inheritable = options.inherit ?? true;
    this.#now = options.now ?? (() => performance.now());
    this.#store = new MetricStore(seriesLimits(options), options.losses);
    this.#machines = new MeteredMachines(this.#store);
    if (options.registry !== undefined) this.register(options.registry);
  }

  /**
   * Shows the metrics in one more registry; a second call with the same one does nothing. Registries may be shared with
   * other metrics and with other objects of this class: the same series of two of them is summed.
   * Throws a `MachineError` of code `EXPORTER` when the registry has foreign metrics under our names.
   * @returns takes them out of this registry again
   */
  register(registry: MetricRegistry): () => void {
    if (!this.#registrations.has(registry)) {
      this.#registrations.set(registry, registerFamilies(registry, this.#store));
    }
    return () => {
      this.#registrations.get(registry)?.();
      this.#registrations.delete(registry);
    };
  }

  /** Number of series a scrape shows now, counted as Prometheus does: each bucket of a histogram is one. */
  seriesCount(): number {
    return readSamples(this.#store).reduce((sum, samples) => sum + samples.length, 0);
  }

  machineInit(machine: MachineView, selection: Selection): void {
    this.#machines.attach(machine, selection);
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    const entry = this.#machines.find(machine);
    if (entry?.measures.rejections === true && !mutation.check) entry.series.countRejection(reason, undefined);
  }

  transitionInit(transition: TransitionView): void {
    const entry = this.#machines.find(transition.machine);
    if (entry === undefined) return;
    this.#store.open.open(entry);
    entry.isCheck = transition.mutation.check;
    if (entry.measures.transitions && !entry.isCheck) entry.startMs = this.#now();
  }

  transitionEnd(transition: TransitionView): void {
    const entry = this.#machines.find(transition.machine);
    // Not open: it was bound while the transition ran.
    if (entry?.isOpen !== true) return;
    const { series, measures, isCheck } = entry;
    const endMs = measures.transitions && !isCheck ? this.#now() : 0;
    this.#store.open.close(entry);
    if (!entry.isWhole) return;
    const { mutation, accepted } = transition;
    const errorType = series.errorType(transition.error);
    if (measures.transitions) {
      const slot = transitionSlot(mutation.type, accepted, mutation.auto, isCheck);
      series.countTransition(slot, errorType);
      if (!isCheck) series.observeTransition(slot, errorType, endMs - entry.startMs);
    }
    if (isCheck) return;
    if (!accepted && measures.rejections) countCancellation(series, transition);
    if (measures.exceptions && entry.tookException()) series.countException(errorType);
  }

  handlerStart(call: HandlerCall): void {
    const entry = this.#machines.find(call.transition.machine);
    if (entry?.isOpen !== true || entry.isCheck) return;
    entry.handler = entry.handlerSeries(call.name);
    if (entry.handler !== undefined) entry.handlerStartMs = this.#now();
  }

  handlerEnd(call: HandlerCall): void {
    const entry = this.#machines.find(call.transition.machine);
    const handler = entry?.handler;
    if (entry === undefined || handler === undefined) return;
    entry.handler = undefined;
    if (call.pending) this.#pending.set(call, { entry, handler, startMs: entry.handlerStartMs });
    else handler.observe(call.phase, call.outcome, this.#now() - entry.handlerStartMs);
  }

  handlerSettled(call: HandlerCall): void {
    const pending = this.#pending.get(call);
    if (pending === undefined || call.settled === undefined) return;
    this.#pending.delete(call);
    if (!pending.entry.isDetached) pending.handler.observe(call.phase, call.settled, this.#now() - pending.startMs);
  }

  machineDispose(machine: MachineView): void {
    this.#machines.dispose(machine);
  }

  machineDetach(machine: MachineView): void {
    this.#machines.detach(machine);
  }

  /** Takes our families out of every registry; the rest of a registry stays. Never rejects, safe to call twice. */
  shutdown(): Promise<void> {
    for (const unregister of this.#registrations.values()) unregister();
    this.#registrations.clear();
    return Promise.resolve();
  }
}

function countCancellation(series: ClassSeries, { cancellation }: TransitionView): void {
  if (cancellation !== undefined) series.countRejection(cancellation.reason, cancellation.by);
}
