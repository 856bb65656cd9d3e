import type {
  HandlerCall,
  InheritRules,
  MachineView,
  MutationView,
  PlanView,
  RejectionReason,
  Selection,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import type { Witness } from './class-series.js';
import { exemplarOf } from './exemplar.js';
import { readFamilies, registerFamilies } from './family-collector.js';
import type { Registration } from './family-collector.js';
import type { HandlerSeries } from './handler-series.js';
import type { MeteredMachine } from './metered-machine.js';
import { MeteredMachines } from './metered-machines.js';
import { PROMETHEUS_DEFAULTS } from './options.js';
import type { PrometheusOptions } from './options.js';
import { seriesOf } from './points.js';
import type { FamilyPoints } from './points.js';
import { QueueWaits } from './queue-waits.js';
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
 * refused is no rejection. Series of a class live as long as this object, machines don't: it keeps none of them alive.
 */
export class PrometheusMetrics implements Tracer {
  readonly id: string;
  readonly signal = 'metered';
  readonly inheritable: boolean | InheritRules;
  /** These are absent where nobody times handlers and queues: the machine has less to tell then. */
  readonly mutationQueued?: (machine: MachineView, mutation: MutationView) => void;
  readonly handlerStart?: (call: HandlerCall) => void;
  readonly handlerEnd?: (call: HandlerCall) => void;
  readonly handlerSettled?: (call: HandlerCall) => void;
  readonly #now: () => number;
  readonly #wall: () => number;
  readonly #isTimed: boolean;
  readonly #hasExemplars: boolean;
  readonly #shutdown: (() => Promise<void>) | undefined;
  readonly #store: MetricStore;
  readonly #waits: QueueWaits;
  readonly #machines: MeteredMachines;
  readonly #pending = new WeakMap<HandlerCall, PendingCall>();
  readonly #registrations = new Map<MetricRegistry, Registration>();

  /** Throws a `MachineError` of code `EXPORTER` when the registry has foreign metrics under our names, `CONFIG` for a bad bound. */
  constructor(options: PrometheusOptions = {}) {
    const { durations = true, exemplars = true, machineId = false, now } = options;
    this.id = options.id ?? PROMETHEUS_DEFAULTS.id;
    this.inheritable = options.inherit ?? true;
    this.#isTimed = durations !== false;
    this.#now = now ?? performance.now.bind(performance);
    this.#wall = options.wallClock ?? (() => Date.now());
    this.#hasExemplars = exemplars;
    this.#shutdown = options.shutdown;
    this.#waits = new QueueWaits(now);
    this.#store = new MetricStore(seriesLimits(options), this.#isTimed ? this.#now : undefined, options.losses);
    const label = machineId === true ? (id: string) => id : machineId;
    this.#machines = new MeteredMachines(this.#store, label === false ? undefined : label);
    if (durations === true) {
      this.mutationQueued = (_, mutation) => this.#waits.queued(mutation);
      this.handlerStart = (call) => this.#handlerStart(call);
      this.handlerEnd = (call) => this.#handlerEnd(call);
      this.handlerSettled = (call) => this.#handlerSettled(call);
    }
    if (options.registry !== undefined) this.register(options.registry);
  }

  /**
   * Shows the metrics in one more registry; a second call with the same one does nothing, unless somebody cleared it
   * meanwhile. Registries may be shared with other metrics and with other objects of this class: the same series of two of them is summed.
   * Throws a `MachineError` of code `EXPORTER` when the registry has foreign metrics under our names.
   * @returns takes them out of this registry again
   */
  register(registry: MetricRegistry): () => void {
    const known = this.#registrations.get(registry);
    if (known?.isShown() !== true) {
      known?.unregister();
      this.#registrations.set(registry, registerFamilies(registry, this.#store));
    }
    return () => {
      this.#registrations.get(registry)?.unregister();
      this.#registrations.delete(registry);
    };
  }

  /** Every family as it is now, those of classes first. */
  collect(): readonly FamilyPoints[] {
    return readFamilies(this.#store);
  }

  /** Number of series a scrape shows now, counted as Prometheus does: each bucket of a histogram is one. */
  seriesCount(): number {
    return this.collect().reduce((sum, points) => sum + seriesOf(points), 0);
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
    entry.open();
    entry.isCheck = transition.isCheck ?? transition.mutation.check;
    if (!this.#isTimed || entry.isCheck || !entry.isWhole) return;
    entry.startMs = this.#now();
    if (this.mutationQueued === undefined || !entry.measures.queue) return;
    const { mutation } = transition;
    if (mutation.queuedAt === 0) entry.series.unqueued++;
    else entry.series.observeWait(this.#waits.of(mutation, entry.startMs));
  }

  transitionEnd(transition: TransitionView): void {
    const entry = this.#machines.find(transition.machine);
    // Not open: it was bound while the transition ran.
    if (entry?.isOpen !== true) return;
    entry.close();
    if (!entry.isWhole) return;
    const { plan, accepted } = transition;
    const isPlain = accepted && !entry.isCheck && plan !== undefined && transition.error === undefined;
    if (isPlain) this.#endPlain(entry, transition, plan);
    else this.#endOther(entry, transition);
  }

  verifyStates(machine: MachineView): void {
    this.#machines.reshape(machine);
  }

  schemaChange(machine: MachineView): void {
    this.#machines.reshape(machine);
  }

  machineDispose(machine: MachineView): void {
    this.#machines.dispose(machine);
  }

  machineDetach(machine: MachineView): void {
    this.#machines.detach(machine);
  }

  /** Takes our families out of every registry; the rest of a registry stays. Never rejects, safe to call twice. */
  async shutdown(): Promise<void> {
    // What fails has been counted by whoever failed.
    await this.#shutdown?.().catch(() => undefined);
    for (const { unregister } of this.#registrations.values()) unregister();
    this.#registrations.clear();
  }

  /** The way of nearly all transitions: executed, and nobody complained. */
  #endPlain(entry: MeteredMachine, transition: TransitionView, plan: PlanView): void {
    const { series, measures } = entry;
    const isTimed = this.#isTimed && measures.transitions;
    const endMs = isTimed ? this.#now() : 0;
    if (entry.takePlanned(plan, this.#isTimed) && measures.exceptions) {
      series.countException(0, this.#witnessOf(transition));
    }
    const tally = measures.transitions ? entry.tally(transition, plan) : undefined;
    if (isTimed && tally !== undefined) {
      series.observeTally(tally, endMs - entry.startMs, this.#witnessOf(transition));
    }
  }

  #endOther(entry: MeteredMachine, transition: TransitionView): void {
    const { series, measures, isCheck } = entry;
    const endMs = this.#isTimed && measures.transitions && !isCheck ? this.#now() : 0;
    const { mutation, accepted, cancellation } = transition;
    const errorType = series.errorType(transition.error);
    const witness = this.#witnessOf(transition);
    if (measures.transitions) {
      const slot = transitionSlot(mutation.type, accepted, mutation.auto, isCheck);
      series.countTransition(slot, errorType);
      if (this.#isTimed && !isCheck) series.observeTransition(slot, errorType, endMs - entry.startMs, witness);
    }
    if (isCheck) return;
    const tookException = entry.takeOther(transition, this.#isTimed);
    if (cancellation !== undefined && measures.rejections) {
      series.countRejection(cancellation.reason, cancellation.by, witness);
    }
    if (tookException && measures.exceptions) series.countException(errorType, witness);
  }

  #handlerStart(call: HandlerCall): void {
    const entry = this.#machines.find(call.transition.machine);
    if (entry?.isOpen !== true || entry.isCheck) return;
    entry.handler = entry.handlerSeries(call.name);
    if (entry.handler !== undefined) entry.handlerStartMs = this.#now();
  }

  #handlerEnd(call: HandlerCall): void {
    const entry = this.#machines.find(call.transition.machine);
    const handler = entry?.handler;
    if (entry === undefined || handler === undefined) return;
    entry.handler = undefined;
    const { handlerStartMs: startMs } = entry;
    if (call.pending) this.#pending.set(call, { entry, handler, startMs });
    else this.#observe(handler, call, call.outcome, this.#now() - startMs);
  }

  #handlerSettled(call: HandlerCall): void {
    const pending = this.#pending.get(call);
    if (pending === undefined || call.settled === undefined) return;
    this.#pending.delete(call);
    if (pending.entry.isDetached) return;
    this.#observe(pending.handler, call, call.settled, this.#now() - pending.startMs);
  }

  #observe(
    handler: HandlerSeries,
    call: HandlerCall,
    outcome: Parameters<HandlerSeries['observe']>[1],
    durationMs: number,
  ): void {
    const context = this.#hasExemplars ? (call.traceContext ?? call.transition.traceContext) : undefined;
    const exemplar = context && exemplarOf(context, durationMs / 1000, this.#wall());
    handler.observe(call.phase, outcome, durationMs, exemplar);
  }

  /** Only what is traced has one. */
  #witnessOf(transition: TransitionView): Witness | undefined {
    const context = this.#hasExemplars ? transition.traceContext : undefined;
    return context === undefined ? undefined : { context, atMs: this.#wall() };
  }
}
