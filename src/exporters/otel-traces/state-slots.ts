import type { TraceContext } from '../../tracer/index.js';
import type { Attributes } from './attributes.js';
import type { SinkSpan } from './span-sink.js';

/** What is kept of a state that has been active: its group span, and the span of the activation that lasts. */
export interface StateSlot {
  readonly state: string;
  /** Name of both. */
  readonly label: string;
  group: TraceContext;
  span: SinkSpan | undefined;
  attributes: Attributes | undefined;
  /** When this segment began. */
  sinceMs: number;
  segment: number;
  reentries: number;
  events: number;
  /** Somebody has the span, and may tell of more in it. */
  isShown: boolean;
  /** The one that was activated after it. */
  next: StateSlot | undefined;
}

/** A slot whose span is open. */
export interface OpenSlot extends StateSlot {
  span: SinkSpan;
}

/**
 * The slots of one machine, in the order of activation: a list, which for a machine of few states takes a fraction of the memory of
 * a map.
 */
export class StateSlots {
  #first: StateSlot | undefined;

  find(state: string): StateSlot | undefined {
    let slot = this.#first;
    while (slot !== undefined && slot.state !== state) slot = slot.next;
    return slot;
  }

  /** Adds a slot, or moves it, behind all others. */
  append(slot: StateSlot): void {
    if (this.#first === slot) this.#first = slot.next;
    let last: StateSlot | undefined;
    for (let each = this.#first; each !== undefined; each = each.next) {
      if (each.next === slot) each.next = slot.next;
      last = each;
    }
    slot.next = undefined;
    if (last === undefined) this.#first = slot;
    else last.next = slot;
  }

  /** In the order of activation. */
  all(): readonly StateSlot[] {
    const all: StateSlot[] = [];
    for (let slot = this.#first; slot !== undefined; slot = slot.next) all.push(slot);
    return all;
  }

  /** Those with an open span; taken at once, so that they may be ended meanwhile. */
  open(): readonly OpenSlot[] {
    return this.all().filter(isOpen);
  }

  clear(): void {
    this.#first = undefined;
  }
}

export function isOpen(slot: StateSlot | undefined): slot is OpenSlot {
  return slot?.span !== undefined;
}
