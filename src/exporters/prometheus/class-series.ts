import { LABEL } from '../../semconv.js';
import type { CancelReason, RejectionReason, Selection, TraceContext } from '../../tracer/index.js';
import { BoundedNames, OTHER } from './bounded-names.js';
import { ChangeSeries, SERIES_OF_CHANGES } from './change-series.js';
import { errorTypeOf } from './error-type.js';
import { exemplarOf } from './exemplar.js';
import type { Exemplar } from './exemplar.js';
import { HandlerSeries } from './handler-series.js';
import { DURATIONS, Histogram } from './histogram.js';
import { LabelSet } from './label-set.js';
import type { SeriesRoom } from './series-room.js';
import { isCanceledSlot, REASONS, TRANSITION_SLOTS } from './slots.js';
import { SERIES_PER_STATE, StateSeries } from './state-series.js';
import type { StateTimes } from './state-times.js';
import { TransitionTallies } from './transition-tallies.js';
import type { Tally } from './transition-tallies.js';

/** States and handlers that can stand in `by`; far above what a schema has, so only a defence. */
const BY_LIMIT = 1000;

/** Number of {@link OTHER} in every {@link BoundedNames}. */
const OTHER_NUMBER = 1;

/** Which machines a {@link ClassSeries} counts, and how far it may go. */
export interface ClassSeriesOptions {
  readonly name: string;
  /** The label `machine_id`, where it was asked for. */
  readonly machineId?: string | undefined;
  readonly maxErrorTypes: number;
  /** Without it, this is an overflow: every series is made, and all names are {@link OTHER}. */
  readonly room?: SeriesRoom | undefined;
  /** Who counts what finds no room. */
  readonly overflow?: ClassSeries | undefined;
}

/** A trace and the time of the wall, of which exemplars are made. */
export interface Witness {
  readonly context: TraceContext | undefined;
  readonly atMs: number;
}

/** The numbers of one machine class. They outlive its machines: a counter that vanished would look like a restart. */
export class ClassSeries {
  readonly labels: LabelSet;
  readonly errorTypes: BoundedNames;
  readonly by: BoundedNames;
  /** By error type, then by transition slot. */
  readonly transitions: (Float64Array | undefined)[] = [];
  /** By error type, then by transition slot. */
  readonly durations: ((Histogram | undefined)[] | undefined)[] = [];
  queueWait: Histogram | undefined;
  /** What executed transitions did; made for the first one. */
  changes: ChangeSeries | undefined;
  readonly handlers = new Map<string, HandlerSeries>();
  readonly states = new Map<string, StateSeries>();
  /** Of the machines whose states are followed. */
  readonly times = new Set<StateTimes>();
  /** By the number of `by`, then by reason. */
  readonly rejections: (Float64Array | undefined)[] = [];
  readonly rejectionExemplars: (Exemplar | undefined)[] = [];
  /** By error type. */
  readonly exceptions: (number | undefined)[] = [];
  readonly exceptionExemplars: (Exemplar | undefined)[] = [];
  /** Machines alive whose whole class is metered; `undefined` while there never was one. */
  machines: number | undefined;
  /** Whether any of its machines asked for the length of queues, for the number of machines. */
  showsQueue = false;
  showsMachines = false;
  /** Executed transitions that are not among the other numbers yet; see {@link settle}. */
  readonly tallies = new TransitionTallies((tally) => this.#takeTally(tally));
  /** Mutations that did not have to wait, and are not in {@link queueWait} yet. */
  unqueued = 0;
  /** Ticks of all clocks. */
  ticks = 0;
  /** States, lists of relations and states named there, of a machine of the class. */
  schema = { states: 0, relations: 0, refs: 0 };
  readonly #labelSets = new Map<string, LabelSet>();
  readonly #chosen = new WeakMap<Selection, Map<string, HandlerSeries | false>>();
  readonly #room: SeriesRoom | undefined;
  readonly #overflow: ClassSeries;

  constructor({ name, machineId, maxErrorTypes, room, overflow }: ClassSeriesOptions) {
    this.labels = new LabelSet({ [LABEL.machineClass]: name }).with({ [LABEL.machineId]: machineId });
    this.errorTypes = new BoundedNames(maxErrorTypes);
    this.by = new BoundedNames(room === undefined ? 0 : BY_LIMIT);
    this.#room = room;
    this.#overflow = overflow ?? this;
  }

  /** The labels of one of its series, made once. */
  labelSet(key: string, more: () => Readonly<Record<string, string | undefined>>): LabelSet {
    let set = this.#labelSets.get(key);
    if (set === undefined) this.#labelSets.set(key, (set = this.labels.with(more())));
    return set;
  }

  /** The number of an error's type; 0 without an error. */
  errorType(error: unknown): number {
    return error === undefined ? 0 : this.errorTypes.number(errorTypeOf(error));
  }

  countTransition(slot: number, errorType: number, times = 1): void {
    const cells = (this.transitions[errorType] ??= new Float64Array(TRANSITION_SLOTS));
    const count = cells[slot] as number;
    if (count === 0 && this.#isRefused(1, isFailure(slot, errorType), times)) {
      this.#overflow.countTransition(slot, folded(errorType), times);
    } else {
      cells[slot] = count + times;
    }
  }

  observeTransition(slot: number, errorType: number, durationMs: number, witness?: Witness): void {
    const cell = this.#durationsOf(slot, errorType);
    if (cell === undefined) this.#overflow.observeTransition(slot, folded(errorType), durationMs, witness);
    else observe(cell, durationMs, witness);
  }

  /** The duration of one of those that a tally counts. */
  observeTally(tally: Tally, durationMs: number, witness: Witness | undefined): void {
    const durations = (tally.durations ??= this.#durationsOf(tally.slot, 0));
    if (durations !== undefined && witness === undefined) durations.observe(durationMs);
    else if (durations === undefined) this.#overflow.observeTransition(tally.slot, 0, durationMs, witness);
    else observe(durations, durationMs, witness);
  }

  observeWait(waitMs: number, times = 1): void {
    if (this.queueWait === undefined) {
      if (this.#isRefused(DURATIONS.series, false, times)) {
        this.#overflow.observeWait(waitMs, times);
        return;
      }
      this.queueWait = new Histogram(DURATIONS);
    }
    this.queueWait.observeMany(waitMs, times);
  }

  /** Where executed transitions say what they did. */
  changesOf(times: number): ChangeSeries {
    if (this.changes === undefined) {
      if (this.#isRefused(SERIES_OF_CHANGES, false, times)) return this.#overflow.changesOf(times);
      this.changes = new ChangeSeries();
    }
    return this.changes;
  }

  countRejection(reason: CancelReason | RejectionReason, by: string | undefined, witness?: Witness): void {
    const slot = REASONS.indexOf(reason);
    if (slot < 0) return;
    const number = this.by.number(by);
    const cells = (this.rejections[number] ??= new Float64Array(REASONS.length));
    const count = cells[slot] as number;
    if (count === 0 && this.#isRefused(1, true)) {
      this.#overflow.countRejection(reason, by, witness);
      return;
    }
    cells[slot] = count + 1;
    const exemplar = witness && exemplarOf(witness.context, 1, witness.atMs);
    if (exemplar !== undefined) this.rejectionExemplars[number * REASONS.length + slot] = exemplar;
  }

  countException(errorType: number, witness?: Witness): void {
    const count = this.exceptions[errorType];
    if (count === undefined && this.#isRefused(1, true)) {
      this.#overflow.countException(folded(errorType), witness);
      return;
    }
    this.exceptions[errorType] = (count ?? 0) + 1;
    const exemplar = witness && exemplarOf(witness.context, 1, witness.atMs);
    if (exemplar !== undefined) this.exceptionExemplars[errorType] = exemplar;
  }

  /** What a selection measures of this class: handler name to series, `false` for a handler left out. Filled on use. */
  handlersOf(selection: Selection): Map<string, HandlerSeries | false> {
    let chosen = this.#chosen.get(selection);
    if (chosen === undefined) this.#chosen.set(selection, (chosen = new Map<string, HandlerSeries | false>()));
    return chosen;
  }

  /** The series of a handler, made when first asked for. */
  handler(ofName: string): HandlerSeries {
    const name = this.#room === undefined ? OTHER : ofName;
    let series = this.handlers.get(name);
    if (series === undefined) {
      series = new HandlerSeries(name, this.#room, () => this.#overflow.handler(name));
      this.handlers.set(name, series);
    }
    return series;
  }

  /** The series of a state, made when first asked for. */
  state(ofName: string): StateSeries {
    const name = this.#room === undefined ? OTHER : ofName;
    let series = this.states.get(name);
    if (series === undefined) {
      if (this.#room?.take(SERIES_PER_STATE, false) === false) return this.#overflow.state(name);
      series = new StateSeries(name, this.#room, () => this.#overflow.state(name));
      this.states.set(name, series);
    }
    return series;
  }

  /** Brings all numbers up to date. */
  settle(): void {
    this.tallies.settle();
    if (this.unqueued === 0) return;
    this.observeWait(0, this.unqueued);
    this.unqueued = 0;
  }

  #takeTally(tally: Tally): void {
    const { plan, slot, count } = tally;
    this.countTransition(slot, 0, count);
    this.changesOf(count).add(tally, plan.tickSum);
    this.ticks += plan.tickSum * count;
  }

  /** It is shown no more. */
  release(): void {
    this.#room?.release();
  }

  /** Undefined where there is no room. */
  #durationsOf(slot: number, errorType: number): Histogram | undefined {
    const cells = (this.durations[errorType] ??= []);
    const cell = cells[slot];
    if (cell !== undefined) return cell;
    if (this.#isRefused(DURATIONS.series, isFailure(slot, errorType))) return undefined;
    return (cells[slot] = new Histogram(DURATIONS));
  }

  /** Whether there is no room for new series, which the overflow counts then. */
  #isRefused(series: number, isOfFailure: boolean, observations?: number): boolean {
    return this.#room?.admit(series, isOfFailure, observations) === false;
  }
}

function observe(cell: Histogram, durationMs: number, witness: Witness | undefined): void {
  if (witness === undefined) cell.observe(durationMs);
  else cell.observeTraced(durationMs, exemplarOf(witness.context, durationMs / 1000, witness.atMs));
}

function isFailure(slot: number, errorType: number): boolean {
  return errorType !== 0 || isCanceledSlot(slot);
}

function folded(errorType: number): number {
  return errorType === 0 ? 0 : OTHER_NUMBER;
}
