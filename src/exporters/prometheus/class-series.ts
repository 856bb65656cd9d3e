import type {
  CancelReason,
  HandlerOutcome,
  HandlerPhase,
  RejectionReason,
  Selection,
  SettledOutcome,
} from '../../tracer/index.js';
import { BoundedNames, OTHER } from './bounded-names.js';
import { errorTypeOf } from './error-type.js';
import { Histogram, SERIES_PER_HISTOGRAM } from './histogram.js';
import type { SeriesCap } from './series-cap.js';
import { handlerSlot, isCanceledSlot, isFailedSlot, REASONS, TRANSITION_SLOTS } from './slots.js';

/** States and handlers that can stand in `by`; far above what a schema has, so only a defence. */
const BY_LIMIT = 1000;

/** Number of {@link OTHER} in every {@link BoundedNames}. */
const OTHER_NUMBER = 1;

/** What bounds the series of a class, and who counts what finds no room. */
export interface SeriesRoom {
  readonly cap: SeriesCap;
  readonly overflow: ClassSeries;
}

/** Durations of one handler, by phase and outcome. */
export class HandlerSeries {
  /** Indexed by {@link handlerSlot}; a series exists once it was seen. */
  readonly cells: (Histogram | undefined)[] = [];
  readonly name: string;
  readonly #room: SeriesRoom | undefined;

  constructor(name: string, room: SeriesRoom | undefined) {
    this.name = name;
    this.#room = room;
  }

  observe(phase: HandlerPhase, outcome: HandlerOutcome | SettledOutcome, durationMs: number): void {
    const slot = handlerSlot(phase, outcome);
    const room = this.#room;
    if (room !== undefined && this.cells[slot] === undefined) {
      if (!room.cap.admit(SERIES_PER_HISTOGRAM, isFailedSlot(slot))) {
        room.overflow.handler(this.name).observe(phase, outcome, durationMs);
        return;
      }
    }
    (this.cells[slot] ??= new Histogram()).observe(durationMs);
  }
}

/** The numbers of one machine class. They outlive its machines: a counter that vanished would look like a restart. */
export class ClassSeries {
  readonly name: string;
  readonly errorTypes: BoundedNames;
  readonly by: BoundedNames;
  /** By error type, then by transition slot. */
  readonly transitions: (Float64Array | undefined)[] = [];
  /** By error type, then by transition slot. */
  readonly durations: ((Histogram | undefined)[] | undefined)[] = [];
  readonly handlers = new Map<string, HandlerSeries>();
  /** By the number of `by`, then by reason. */
  readonly rejections: (Float64Array | undefined)[] = [];
  /** By error type. */
  readonly exceptions: (number | undefined)[] = [];
  /** Machines alive whose whole class is metered; `undefined` while there never was one. */
  machines: number | undefined;
  /** Whether any of its machines asked for the length of queues, for the number of machines. */
  showsQueue = false;
  showsMachines = false;
  readonly #chosen = new WeakMap<Selection, Map<string, HandlerSeries | false>>();
  readonly #room: SeriesRoom | undefined;

  /** @param room without it, this is an overflow: every series is made, and all names are {@link OTHER} */
  constructor(name: string, errorTypeLimit: number, room?: SeriesRoom) {
    this.name = name;
    this.errorTypes = new BoundedNames(errorTypeLimit);
    this.by = new BoundedNames(room === undefined ? 0 : BY_LIMIT);
    this.#room = room;
  }

  /** The number of an error's type; 0 without an error. */
  errorType(error: unknown): number {
    return error === undefined ? 0 : this.errorTypes.number(errorTypeOf(error));
  }

  countTransition(slot: number, errorType: number): void {
    const cells = (this.transitions[errorType] ??= new Float64Array(TRANSITION_SLOTS));
    const count = cells[slot] ?? 0;
    const overflow = count === 0 ? this.#refused(1, isFailure(slot, errorType)) : undefined;
    if (overflow === undefined) cells[slot] = count + 1;
    else overflow.countTransition(slot, folded(errorType));
  }

  observeTransition(slot: number, errorType: number, durationMs: number): void {
    const cells = (this.durations[errorType] ??= []);
    const isNew = cells[slot] === undefined;
    const overflow = isNew ? this.#refused(SERIES_PER_HISTOGRAM, isFailure(slot, errorType)) : undefined;
    if (overflow === undefined) (cells[slot] ??= new Histogram()).observe(durationMs);
    else overflow.observeTransition(slot, folded(errorType), durationMs);
  }

  countRejection(reason: CancelReason | RejectionReason, by: string | undefined): void {
    const cells = (this.rejections[this.by.number(by)] ??= new Float64Array(REASONS.length));
    const slot = REASONS.indexOf(reason);
    if (slot < 0) return;
    const count = cells[slot] ?? 0;
    const overflow = count === 0 ? this.#refused(1, true) : undefined;
    if (overflow === undefined) cells[slot] = count + 1;
    else overflow.countRejection(reason, by);
  }

  countException(errorType: number): void {
    const count = this.exceptions[errorType];
    const overflow = count === undefined ? this.#refused(1, true) : undefined;
    if (overflow === undefined) this.exceptions[errorType] = (count ?? 0) + 1;
    else overflow.countException(folded(errorType));
  }

  /** What a selection measures of this class: handler name to series, `false` for a handler left out. Filled on use. */
  handlersOf(selection: Selection): Map<string, HandlerSeries | false> {
    let chosen = this.#chosen.get(selection);
    if (chosen === undefined) {
      chosen = new Map<string, HandlerSeries | false>();
      this.#chosen.set(selection, chosen);
    }
    return chosen;
  }

  /** The series of a handler, made when first asked for. */
  handler(ofName: string): HandlerSeries {
    const name = this.#room === undefined ? OTHER : ofName;
    let series = this.handlers.get(name);
    if (series === undefined) this.handlers.set(name, (series = new HandlerSeries(name, this.#room)));
    return series;
  }

  /** Who counts in place of new series for which there is no room; undefined when there is. */
  #refused(series: number, isFailure: boolean): ClassSeries | undefined {
    const room = this.#room;
    return room === undefined || room.cap.admit(series, isFailure) ? undefined : room.overflow;
  }
}

function isFailure(slot: number, errorType: number): boolean {
  return errorType !== 0 || isCanceledSlot(slot);
}

function folded(errorType: number): number {
  return errorType === 0 ? 0 : OTHER_NUMBER;
}
