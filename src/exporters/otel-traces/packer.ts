import type { TraceContext } from '../../tracer/index.js';
import { CodeWriter } from './code-writer.js';
import { ZERO_ID, halfOf, hexIdOf } from './hex-id.js';
import type { HexId } from './hex-id.js';
import { beginningOf } from './id-beginnings.js';
import {
  CONTEXT,
  ID,
  MOST_KNOWN_CONTEXTS,
  MOST_KNOWN_IDS,
  MOST_STEPS,
  MOST_TRACES,
  TRACE_ID_HALVES,
  isAlike,
  isSame,
} from './packed-form.js';
import type { TracePlace, TxSpan } from './packed-form.js';

/** A trace that contexts are in. */
interface Trace {
  /** One of them: what they have in common. */
  readonly like: TraceContext;
  /** The last one's. */
  span: HexId;
}

/** Writes ids and contexts as well, which takes a fraction of the memory that they take; {@link Unpacker} reads them. */
export class Packer extends CodeWriter {
  /** The transition that it follows; empty for none. */
  followed = '';
  #tx: HexId = ZERO_ID;
  #here: Trace;
  #others: Trace[];
  readonly #ids: string[] = [];
  readonly #contexts: TraceContext[] = [];

  /** @param place of most contexts; to be given to {@link Unpacker} as well */
  constructor({ context, before }: TracePlace) {
    super();
    this.#here = traceOf(context);
    this.#others = before.map(traceOf);
  }

  /** Of 16 hexadecimal digits, or any other text. */
  id(id: string): void {
    const place = this.#ids.indexOf(id);
    if (place >= 0) this.byte(ID.known + place);
    else {
      if (this.#ids.length < MOST_KNOWN_IDS) this.#ids.push(id);
      this.#newId(id);
    }
  }

  context(context: TraceContext | undefined): void {
    if (context === undefined) {
      this.byte(CONTEXT.none);
      return;
    }
    const place = this.#contexts.findIndex((known) => isSame(known, context));
    if (place >= 0) this.byte(CONTEXT.known + place);
    else {
      if (this.#contexts.length < MOST_KNOWN_CONTEXTS) this.#contexts.push(context);
      this.#newContext(context);
    }
  }

  /** One of many in a row: to read it takes no more than the one before. */
  transition({ txId, context }: TxSpan): void {
    this.#newId(txId);
    this.#newContext(context);
    this.#others = [];
  }

  /** What comes next may refer to a transition that the reader is told as well. */
  follow({ txId, context }: TxSpan): void {
    this.followed = txId;
    this.#ids.push(txId);
    this.#contexts.push(context);
    this.#tx = hexIdOf(txId) ?? ZERO_ID;
    const trace = [this.#here, ...this.#others].find(({ like }) => isAlike(context, like));
    if (trace !== undefined) trace.span = hexIdOf(context.spanId) ?? ZERO_ID;
    else if (this.#others.length < MOST_TRACES) this.#others.push(traceOf(context));
  }

  #newId(id: string): void {
    const last = this.#tx;
    const next = hexIdOf(id);
    this.#tx = next ?? ZERO_ID;
    if (next === undefined) {
      this.byte(ID.text);
      this.text(id);
    } else if (!this.#goOn(last, next, ID)) this.#begin(next);
  }

  #begin(id: HexId): void {
    const place = beginningOf(id.high);
    if (place < 0) this.#whole(ID.whole, id);
    else {
      this.byte(ID.begun + place);
      this.count(id.low);
    }
  }

  /** The first context of another trace takes three times as much, and what vendors added to it. */
  #newContext(context: TraceContext): void {
    const next = hexIdOf(context.spanId);
    if (next === undefined) this.giveUp();
    else if (!this.#turnTo(context)) this.#other(next, context);
    else {
      if (!this.#goOn(this.#here.span, next, CONTEXT)) this.#whole(CONTEXT.whole, next);
      this.#here.span = next;
    }
  }

  /** To the trace of a context, where it is known. */
  #turnTo(context: TraceContext): boolean {
    const here = this.#here;
    if (isAlike(context, here.like)) return true;
    const place = this.#others.findIndex(({ like }) => isAlike(context, like));
    const other = this.#others[place];
    if (other === undefined) return false;
    this.byte(CONTEXT.back + place);
    this.#here = other;
    this.#others[place] = here;
    return true;
  }

  #other(span: HexId, context: TraceContext): void {
    const { traceId, traceFlags, traceState } = context;
    this.#whole(traceState === undefined ? CONTEXT.other : CONTEXT.stated, span);
    for (let i = 0; i < TRACE_ID_HALVES; i++) {
      const half = halfOf(traceId, i * 8);
      if (half < 0 || traceId.length !== TRACE_ID_HALVES * 8) this.giveUp();
      this.half(half);
    }
    this.count(traceFlags);
    if (traceState !== undefined) this.text(traceState.serialize());
    if (this.#others.length < MOST_TRACES) this.#others.push(this.#here);
    this.#here = { like: context, span };
  }

  /** Writes how an id goes on from the one before; false where it doesn't. */
  #goOn(last: HexId, { high, low }: HexId, { step, near }: { readonly step: number; readonly near: number }): boolean {
    if (high !== last.high) return false;
    const steps = low - last.low;
    if (Math.abs(steps) <= MOST_STEPS) this.byte(step + MOST_STEPS + steps);
    else if (low >>> 16 !== last.low >>> 16) return false;
    else {
      this.byte(near);
      this.byte((low >>> 8) & 0xff);
      this.byte(low & 0xff);
    }
    return true;
  }

  #whole(kind: number, { high, low }: HexId): void {
    this.byte(kind);
    this.half(high);
    this.half(low);
  }
}

function traceOf(like: TraceContext): Trace {
  return { like, span: hexIdOf(like.spanId) ?? ZERO_ID };
}
