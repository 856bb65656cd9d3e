import { createTraceState } from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import type { Attributes } from './attributes.js';
import { CONTEXT, MORE, SEVEN_BITS, SPAN_ID_BYTES, TRACE_ID_BYTES, VALUE, numberOf, shapeOf } from './packed-form.js';
import type { SpanAttributes } from './span-sink.js';

/** The codes of hexadecimal digits. */
const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Reads what {@link Packer} wrote, in the same order. */
export class Unpacker {
  readonly #packed: string;
  #like: TraceContext;
  #at = 0;

  constructor(packed: string, like: TraceContext) {
    this.#packed = packed;
    this.#like = like;
  }

  /** Where it reads next. */
  get at(): number {
    return this.#at;
  }

  count(): number {
    let count = 0;
    for (let shift = 0; ; shift += 7) {
      const code = this.#next();
      count |= (code & SEVEN_BITS) << shift;
      if (code < MORE) return count;
    }
  }

  flag(): boolean {
    return this.#next() === 1;
  }

  number(): number {
    return numberOf(() => this.#next());
  }

  text(): string {
    return this.raw(this.count());
  }

  /** What was packed before, of so many characters. */
  raw(length: number): string {
    this.#at += length;
    return this.#packed.slice(this.#at - length, this.#at);
  }

  context(): TraceContext | undefined {
    const kind = this.#next();
    if (kind === CONTEXT.none) return undefined;
    const spanId = this.#hex(SPAN_ID_BYTES);
    if (kind !== CONTEXT.alike) this.#like = this.#trace(spanId, kind === CONTEXT.stated);
    return this.#like.spanId === spanId ? this.#like : { ...this.#like, spanId };
  }

  #trace(spanId: string, isStated: boolean): TraceContext {
    const trace = { traceId: this.#hex(TRACE_ID_BYTES), spanId, traceFlags: this.#next() };
    return isStated ? { ...trace, traceState: createTraceState(this.text()) } : trace;
  }

  /** Moves behind a context. */
  skipContext(): void {
    if (this.#packed.charCodeAt(this.#at) === CONTEXT.alike) this.#at += 1 + SPAN_ID_BYTES;
    else this.context();
  }

  id(): string {
    return this.#next() === VALUE.id ? this.#hex(SPAN_ID_BYTES) : this.text();
  }

  /** Moves behind an id. */
  skipId(): void {
    const length = this.#next() === VALUE.id ? SPAN_ID_BYTES : this.count();
    this.#at += length;
  }

  attributes(): Attributes | undefined {
    const number = this.count();
    if (number === 0) return undefined;
    const attributes: Attributes = {};
    for (const name of shapeOf(number)) attributes[name] = this.#value();
    return attributes;
  }

  #value(): SpanAttributes[string] {
    const kind = this.#next();
    if (kind === VALUE.text) return this.text();
    if (kind === VALUE.id) return this.#hex(SPAN_ID_BYTES);
    if (kind === VALUE.number) return this.number();
    if (kind === VALUE.count) return this.count();
    if (kind === VALUE.list) return Array.from({ length: this.count() }, () => this.text());
    return kind === VALUE.true;
  }

  #hex(bytes: number): string {
    const codes: number[] = [];
    for (let left = bytes; left > 0; left--) {
      const byte = this.#next();
      codes.push(DIGITS[byte >> 4] as number, DIGITS[byte & 15] as number);
    }
    return String.fromCharCode(...codes);
  }

  #next(): number {
    return this.#packed.charCodeAt(this.#at++);
  }
}
