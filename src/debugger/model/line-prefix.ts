import { HASH_SEED, hashStep } from './id-table.js';
import { FLAGS, INDEXED_MUTATIONS, MUTATION_SHIFT } from './indexed-fields.js';
import type { IndexedFields } from './indexed-fields.js';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const AT = bytesOf('{"kind":"transition","at":');
const CONNECTION = bytesOf(',"connection":"');
const MACHINE = bytesOf(',"machine":"');
const ID = bytesOf(',"id":"');
const TICK = bytesOf(',"tick":');
const QUEUE_TICK = bytesOf(',"queueTick":');
const TYPE = bytesOf(',"type":"');
const FLAG_TEXTS = Object.entries(FLAGS).map(([name, bit]) => ({ bytes: bytesOf(`,"${name}":true`), bits: bit }));
const TYPE_TEXTS = INDEXED_MUTATIONS.map((type, number) => ({
  bytes: bytesOf(`${type}"`),
  bits: number << MUTATION_SHIFT,
}));

const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const FIRST_PRINTED = 0x20;
const AFTER_ASCII = 0x7f;
/** Digits of a number that is exact whatever they are. */
const MOST_DIGITS = 15;
const MOST_NAMES = 10_000;
const LONGEST_NAME = 1000;

/**
 * Reads what an index needs from the bytes of a line that `lineOfEvent` wrote, many times as fast as the line could be parsed. Whatever
 * is out of the ordinary makes it give up: that line has to be parsed. Holds the fields of the line it read last.
 */
export class LinePrefix implements IndexedFields {
  at = 0;
  connection = '';
  machine = '';
  idHash = 0;
  tick = 0;
  queueTick = 0;
  flags = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #next = 0;
  #hash = 0;
  readonly #names = new Map<number, { readonly bytes: Uint8Array; readonly text: string }>();

  /** @returns false when the line at this index is no transition in the usual form */
  read(bytes: Uint8Array, from: number): boolean {
    this.#bytes = bytes;
    this.#next = from;
    if (!this.#skip(AT)) return false;
    this.at = this.#number();
    if (!this.#skip(CONNECTION)) return false;
    this.connection = this.#name();
    if (!this.#skip(MACHINE)) return false;
    this.machine = this.#name();
    if (!this.#skip(ID) || this.#text() < 0) return false;
    this.idHash = this.#hash;
    if (!this.#skip(TICK)) return false;
    this.tick = this.#number();
    if (!this.#skip(QUEUE_TICK)) return false;
    this.queueTick = this.#number();
    return this.#skip(TYPE) && this.#readFlags() && this.machine !== '';
  }

  #skip(expected: Uint8Array): boolean {
    const bytes = this.#bytes;
    const from = this.#next;
    for (let i = 0; i < expected.length; i++) if (bytes[from + i] !== expected[i]) return false;
    this.#next = from + expected.length;
    return true;
  }

  /** Leaves what is no whole number where it is, so that what has to follow is not found. */
  #number(): number {
    const bytes = this.#bytes;
    const from = this.#next;
    let value = 0;
    let at = from;
    for (; ; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (bytes[at] === DOT) return this.#fraction(from);
    if (at > from && at - from <= MOST_DIGITS) this.#next = at;
    return value;
  }

  #fraction(from: number): number {
    const bytes = this.#bytes;
    let text = '';
    let at = from;
    for (; bytes[at] !== COMMA && at - from <= MOST_DIGITS * 2; at++) text += String.fromCharCode(bytes[at] ?? 0);
    if (/^\d+\.\d+$/.test(text)) this.#next = at;
    return Number(text);
  }

  /** Hashes the text up to its closing quote, and passes it. @returns where it ends, -1 when it is not plain ASCII */
  #text(): number {
    const bytes = this.#bytes;
    let hash = HASH_SEED;
    for (let at = this.#next; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#hash = hash;
        this.#next = at + 1;
        return at;
      }
      if (byte === BACKSLASH || byte < FIRST_PRINTED || byte >= AFTER_ASCII) return -1;
      hash = hashStep(hash, byte);
    }
    return -1;
  }

  /** Names come again and again: one string for each. */
  #name(): string {
    const from = this.#next;
    const to = this.#text();
    if (to < 0) return '';
    const known = this.#names.get(this.#hash);
    if (known !== undefined && this.#isAt(known.bytes, from, to)) return known.text;
    if (to - from > LONGEST_NAME) {
      this.#next = from;
      return '';
    }
    const name = this.#bytes.slice(from, to);
    const text = String.fromCharCode(...name);
    if (this.#names.size < MOST_NAMES) this.#names.set(this.#hash, { bytes: name, text });
    return text;
  }

  #isAt(expected: Uint8Array, from: number, to: number): boolean {
    if (expected.length !== to - from) return false;
    for (let i = 0; i < expected.length; i++) if (this.#bytes[from + i] !== expected[i]) return false;
    return true;
  }

  #readFlags(): boolean {
    const type = TYPE_TEXTS.find(({ bytes }) => this.#skip(bytes));
    this.flags = type?.bits ?? 0;
    for (const { bytes, bits } of FLAG_TEXTS) if (this.#skip(bytes)) this.flags |= bits;
    return type !== undefined;
  }
}
