import { createTraceState } from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import { CodeReader } from './code-reader.js';
import { ZERO_ID, digitsOf, hexIdOf } from './hex-id.js';
import type { HexId } from './hex-id.js';
import { beginningAt } from './id-beginnings.js';
import { CONTEXT, ID, MOST_KNOWN_CONTEXTS, MOST_KNOWN_IDS, MOST_STEPS, MOST_TRACES, isAlike } from './packed-form.js';
import type { TracePlace, TxSpan } from './packed-form.js';

/** Changed in place: there may be many in a row. */
type Changing = { -readonly [K in keyof HexId]: HexId[K] };

/** A trace that contexts are in. */
interface Trace {
  readonly like: TraceContext;
  readonly span: Changing;
}

/** Reads what {@link Packer} wrote, in the same order. */
export class Unpacker extends CodeReader {
  /** The transition that it follows; empty for none. */
  followed = '';
  readonly #tx: Changing = { high: 0, low: 0 };
  #here: Trace;
  #others: Trace[];
  readonly #ids: string[] = [];
  readonly #contexts: TraceContext[] = [];

  constructor(packed: string, { context, before }: TracePlace) {
    super(packed);
    this.#here = traceOf(context);
    this.#others = before.map(traceOf);
  }

  id(): string {
    const kind = this.byte();
    if (kind >= ID.known && kind < ID.step) return this.#ids[kind - ID.known] ?? '';
    const id = this.#newId(kind) ?? this.#txId;
    if (this.#ids.length < MOST_KNOWN_IDS) this.#ids.push(id);
    return id;
  }

  context(): TraceContext | undefined {
    const kind = this.byte();
    if (kind === CONTEXT.none) return undefined;
    if (kind >= CONTEXT.known && kind < CONTEXT.step) return this.#contexts[kind - CONTEXT.known];
    this.#newSpan(kind);
    const context = this.#context();
    if (this.#contexts.length < MOST_KNOWN_CONTEXTS) this.#contexts.push(context);
    return context;
  }

  transition(): TxSpan {
    const txId = this.#newId(this.byte()) ?? this.#txId;
    this.#newSpan(this.byte());
    this.#others = [];
    return { txId, context: this.#context() };
  }

  /** Moves behind a transition. */
  skipTransition(): void {
    this.#newId(this.byte());
    this.#newSpan(this.byte());
    this.#others = [];
  }

  /** The span of a transition, if it is among the next so many. */
  find(txId: string, most: number): TraceContext | undefined {
    const wanted = hexIdOf(txId);
    for (let left = most; left > 0 && !this.isAtEnd; left--) {
      const text = this.#newId(this.byte());
      this.#newSpan(this.byte());
      const { high, low } = this.#tx;
      if (text === undefined ? high === wanted?.high && low === wanted.low : text === txId) return this.#context();
    }
    return undefined;
  }

  follow({ txId, context }: TxSpan): void {
    this.followed = txId;
    this.#ids.push(txId);
    this.#contexts.push(context);
    Object.assign(this.#tx, hexIdOf(txId) ?? ZERO_ID);
    const trace = [this.#here, ...this.#others].find(({ like }) => isAlike(context, like));
    if (trace !== undefined) Object.assign(trace.span, hexIdOf(context.spanId) ?? ZERO_ID);
    else if (this.#others.length < MOST_TRACES) this.#others.push(traceOf(context));
  }

  /** Moves behind an id; undefined where it is {@link #tx}, of which a text is made only when somebody wants it. */
  #newId(kind: number): string | undefined {
    const tx = this.#tx;
    if (kind === ID.text) {
      tx.high = tx.low = 0;
      return this.text();
    }
    if (kind < ID.begun || kind >= ID.known) this.#move(kind, tx, ID);
    else {
      tx.high = beginningAt(kind - ID.begun);
      tx.low = this.count();
    }
    return undefined;
  }

  /** Moves behind a context, of which an object is made only when somebody wants it. */
  #newSpan(kind: number): void {
    if (kind >= CONTEXT.known || kind < CONTEXT.other) this.#move(kind, this.#here.span, CONTEXT);
    else if (kind < CONTEXT.back) this.#other(kind === CONTEXT.stated);
    else {
      const here = this.#here;
      this.#here = this.#others[kind - CONTEXT.back] ?? here;
      this.#others[kind - CONTEXT.back] = here;
      this.#move(this.byte(), this.#here.span, CONTEXT);
    }
  }

  #other(isStated: boolean): void {
    const span = { high: this.half(), low: this.half() };
    const traceId = digitsOf(this.half(), this.half(), this.half(), this.half());
    const trace = { traceId, spanId: digitsOf(span.high, span.low), traceFlags: this.count() };
    if (this.#others.length < MOST_TRACES) this.#others.push(this.#here);
    this.#here = { like: isStated ? { ...trace, traceState: createTraceState(this.text()) } : trace, span };
  }

  /** From an id to the next one. */
  #move(kind: number, id: Changing, { step, near }: { readonly step: number; readonly near: number }): void {
    if (kind >= step) id.low += kind - step - MOST_STEPS;
    else if (kind === near) id.low = ((id.low & 0xffff0000) | (this.byte() << 8) | this.byte()) >>> 0;
    else {
      id.high = this.half();
      id.low = this.half();
    }
  }

  get #txId(): string {
    return digitsOf(this.#tx.high, this.#tx.low);
  }

  #context(): TraceContext {
    const { like, span } = this.#here;
    const spanId = digitsOf(span.high, span.low);
    return like.spanId === spanId ? like : { ...like, spanId };
  }
}

function traceOf(like: TraceContext): Trace {
  return { like, span: { ...(hexIdOf(like.spanId) ?? ZERO_ID) } };
}
