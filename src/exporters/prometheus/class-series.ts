import type {
  CancelReason,
  HandlerOutcome,
  HandlerPhase,
  RejectionReason,
  Selection,
  SettledOutcome,
} from '../../tracer/index.js';
import { BoundedNames } from './bounded-names.js';
import { errorTypeOf } from './error-type.js';
import { Histogram } from './histogram.js';
import { handlerSlot, REASONS, TRANSITION_SLOTS } from './slots.js';

/** States and handlers that can stand in `by`; far above what a schema has, so only a defence. */
const BY_LIMIT = 1000;

/** Durations of one handler, by phase and outcome. */
export class HandlerSeries {
  /** Indexed by {@link handlerSlot}; a series exists once it was seen. */
  readonly cells: (Histogram | undefined)[] = [];
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  observe(phase: HandlerPhase, outcome: HandlerOutcome | SettledOutcome, durationMs: number): void {
    const slot = handlerSlot(phase, outcome);
    (this.cells[slot] ??= new Histogram()).observe(durationMs);
  }
}

/** The numbers of one machine class. They outlive its machines: a counter that vanished would look like a restart. */
export class ClassSeries {
  readonly name: string;
  readonly errorTypes: BoundedNames;
  readonly by = new BoundedNames(BY_LIMIT);
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
  readonly #chosen = new WeakMap<Selection, Map<string, HandlerSeries | false>>();

  constructor(name: string, errorTypeLimit: number) {
    this.name = name;
    this.errorTypes = new BoundedNames(errorTypeLimit);
  }

  /** The number of an error's type; 0 without an error. */
  errorType(error: unknown): number {
    return error === undefined ? 0 : this.errorTypes.number(errorTypeOf(error));
  }

  countTransition(slot: number, errorType: number): void {
    const cells = (this.transitions[errorType] ??= new Float64Array(TRANSITION_SLOTS));
    cells[slot] = (cells[slot] ?? 0) + 1;
  }

  observeTransition(slot: number, errorType: number, durationMs: number): void {
    const cells = (this.durations[errorType] ??= []);
    (cells[slot] ??= new Histogram()).observe(durationMs);
  }

  countRejection(reason: CancelReason | RejectionReason, by: string | undefined): void {
    const cells = (this.rejections[this.by.number(by)] ??= new Float64Array(REASONS.length));
    const slot = REASONS.indexOf(reason);
    if (slot >= 0) cells[slot] = (cells[slot] ?? 0) + 1;
  }

  countException(errorType: number): void {
    this.exceptions[errorType] = (this.exceptions[errorType] ?? 0) + 1;
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
  handler(name: string): HandlerSeries {
    let series = this.handlers.get(name);
    if (series === undefined) this.handlers.set(name, (series = new HandlerSeries(name)));
    return series;
  }
}
