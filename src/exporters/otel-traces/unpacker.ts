import type { TraceContext } from '../../tracer/index.js';
import type { Attributes } from './attributes.js';
import { CONTEXT, MORE, SEVEN_BITS, VALUE, numberOf, shapeOf } from './packed-form.js';
import type { SpanAttributes } from './span-sink.js';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Reads what {@link Packer} wrote, in the same order. */
export class Unpacker {
  readonly #packed: string;
  #like: TraceContext;
  #at = 0;

  constructor(packed: string, like: TraceContext) {
    this.#packed = packed;
    this.#like = like;
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
    const length = this.count();
    this.#at += length;
    return this.#packed.slice(this.#at - length, this.#at);
  }

  context(): TraceContext | undefined {
    const kind = this.#next();
    if (kind === CONTEXT.none) return undefined;
    const spanId = this.#hex(8);
    if (kind === CONTEXT.other) return (this.#like = { traceId: this.#hex(16), spanId, traceFlags: this.#next() });
    const { traceId, traceFlags, traceState } = this.#like;
    return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
  }

  id(): string {
    return this.#next() === VALUE.id ? this.#hex(8) : this.text();
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
    if (kind === VALUE.id) return this.#hex(8);
    if (kind === VALUE.number) return this.number();
    if (kind === VALUE.count) return this.count();
    if (kind === VALUE.list) return Array.from({ length: this.count() }, () => this.text());
    return kind === VALUE.true;
  }

  #hex(bytes: number): string {
    return Array.from({ length: bytes }, () => HEX[this.#next()]).join('');
  }

  #next(): number {
    return this.#packed.charCodeAt(this.#at++);
  }
}
