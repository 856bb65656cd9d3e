import type { TraceContext } from '../../tracer/index.js';
import { CONTEXT, MORE, SEVEN_BITS, VALUE, bytesOf, shapeNumber } from './packed-form.js';
import type { SpanAttributes } from './span-sink.js';

/** Arguments of one call. */
const CHUNK = 4096;
const MAX_COUNT = 2 ** 31;
const SPAN_ID = /^[0-9a-f]{16}$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** Writes values behind each other into one text, which takes a fraction of the memory that they take; {@link Unpacker} reads them. */
export class Packer {
  readonly #parts: string[] = [];
  #codes: number[] = [];
  #isWhole = true;
  /** The context before, mostly one of the same trace. */
  #like: TraceContext;

  /** @param like a context of the trace that the first ones are in; to be given to {@link Unpacker} as well */
  constructor(like: TraceContext) {
    this.#like = like;
  }

  /** A whole number from 0 to 2^31. */
  count(count: number): void {
    this.#isWhole &&= count < MAX_COUNT;
    let rest = count;
    while (rest > SEVEN_BITS) {
      this.#codes.push((rest & SEVEN_BITS) | MORE);
      rest >>>= 7;
    }
    this.#codes.push(rest);
  }

  flag(flag: boolean): void {
    this.#codes.push(flag ? 1 : 0);
  }

  number(value: number): void {
    this.#codes.push(...bytesOf(value));
  }

  text(text: string): void {
    this.count(text.length);
    for (let i = 0; i < text.length; i++) this.#codes.push(text.charCodeAt(i));
  }

  /** What was packed before. */
  raw(packed: string): void {
    this.#flush();
    this.#parts.push(packed);
  }

  /** A context of another trace takes three times as much, and what vendors added to it. */
  context(context: TraceContext | undefined): void {
    if (context === undefined) {
      this.#codes.push(CONTEXT.none);
      return;
    }
    const { traceId, spanId, traceFlags, traceState } = context;
    const like = this.#like;
    const isAlike = traceId === like.traceId && traceFlags === like.traceFlags && traceState === like.traceState;
    this.#isWhole &&= SPAN_ID.test(spanId) && (isAlike || TRACE_ID.test(traceId));
    this.#codes.push(isAlike ? CONTEXT.alike : traceState === undefined ? CONTEXT.other : CONTEXT.stated);
    this.#hex(spanId);
    if (isAlike) return;
    this.#hex(traceId);
    this.#codes.push(traceFlags);
    if (traceState !== undefined) this.text(traceState.serialize());
    this.#like = context;
  }

  /** Of 16 hexadecimal digits, or any other text. */
  id(id: string): void {
    if (SPAN_ID.test(id)) {
      this.#codes.push(VALUE.id);
      this.#hex(id);
    } else {
      this.#codes.push(VALUE.text);
      this.text(id);
    }
  }

  /** Undefined is not the same as none. */
  attributes(attributes: SpanAttributes | undefined): void {
    if (attributes === undefined) {
      this.count(0);
      return;
    }
    const names = Object.keys(attributes);
    this.count(shapeNumber(names));
    for (const name of names) this.#value(attributes[name] as SpanAttributes[string]);
  }

  #value(value: SpanAttributes[string]): void {
    if (typeof value === 'string') this.id(value);
    else if (typeof value === 'boolean') this.#codes.push(value ? VALUE.true : VALUE.false);
    else if (typeof value !== 'number') {
      this.#codes.push(VALUE.list);
      this.count(value.length);
      for (const each of value) this.text(each);
    } else if (Number.isInteger(value) && value >= 0 && value < MAX_COUNT && !Object.is(value, -0)) {
      this.#codes.push(VALUE.count);
      this.count(value);
    } else {
      this.#codes.push(VALUE.number);
      this.number(value);
    }
  }

  #hex(digits: string): void {
    for (let i = 0; i < digits.length; i += 2) {
      this.#codes.push((nibbleOf(digits.charCodeAt(i)) << 4) | nibbleOf(digits.charCodeAt(i + 1)));
    }
  }

  #flush(): void {
    const codes = this.#codes;
    for (let i = 0; i < codes.length; i += CHUNK) {
      this.#parts.push(String.fromCharCode(...(codes.length <= CHUNK ? codes : codes.slice(i, i + CHUNK))));
    }
    this.#codes = [];
  }

  /** All of it; undefined where something could not be packed. */
  packed(): string | undefined {
    this.#flush();
    return this.#isWhole ? this.#parts.join('') : undefined;
  }
}

/** Of a lower-case hexadecimal digit. */
function nibbleOf(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
