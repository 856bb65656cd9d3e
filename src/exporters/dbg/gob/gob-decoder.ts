import type { MachineError } from '../../../errors.js';
import { DecodePlans, type TypeTable } from './decode-plan.js';
import { GobReader, gobError } from './gob-reader.js';
import { BASIC_IDS, type Shape, type ShapeOf } from './shape.js';
import { readWireType, type WireType } from './wire-type.js';

/** Bounds of a {@link GobDecoder}, against streams that were not written by gob. */
export interface GobLimits {
  /** Longest message, in bytes. @default 16 MiB */
  readonly maxMessageBytes?: number | undefined;
  /** Elements of slices and maps in one message, all together. @default 1,000,000 */
  readonly maxElements?: number | undefined;
  /** Types that the other side may define. @default 1,000 */
  readonly maxTypes?: number | undefined;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_ELEMENTS = 1_000_000;
const MAX_TYPES = 1_000;
/** Fields of all types that the other side may define. */
const MAX_DEFINED_FIELDS = 100_000;
const FIRST_ID = 64;
const LONGEST_PREFIX = 9;
const KEPT_BYTES = 64 * 1024;
const BASIC = new Set<number>(Object.values(BASIC_IDS));

/** More bytes are needed; never leaves this file. */
const INCOMPLETE = gobError('a value goes on in a message that is not there yet');

/**
 * Reads the values of one gob stream out of chunks of any size. A value that does not fit what was asked for is an error of
 * that value, the stream goes on behind it; a stream that is no gob is broken for good.
 */
export class GobDecoder implements TypeTable {
  readonly #maxMessageBytes: number;
  readonly #maxElements: number;
  readonly #maxTypes: number;
  readonly #types = new Map<number, WireType>();
  readonly #plans = new DecodePlans(this);
  readonly #reader = new GobReader();
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** Bytes of the stream before the buffer. */
  #before = 0;
  #definedFields = 0;
  #broken: Error | undefined;

  constructor({ maxMessageBytes, maxElements, maxTypes }: GobLimits = {}) {
    this.#maxMessageBytes = maxMessageBytes ?? MAX_MESSAGE_BYTES;
    this.#maxElements = maxElements ?? MAX_ELEMENTS;
    this.#maxTypes = maxTypes ?? MAX_TYPES;
    this.#reader.onward = () => this.#frame();
  }

  /** Where in the stream the next message begins. */
  get offset(): number {
    return this.#before + this.#start;
  }

  /** Bytes that wait to be read. */
  get waiting(): number {
    return this.#end - this.#start;
  }

  /** What broke the stream, if anything did. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** Takes bytes; they are copied, unless nothing waits. */
  push(chunk: Uint8Array): void {
    if (this.#start === this.#end) {
      this.#before += this.#start;
      this.#buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    const room = this.#buffer.length - this.#end;
    if (room < chunk.length) this.#grow(this.waiting + chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next value, or undefined while it is not all there.
   *
   * @param shape what is expected; without one, values come as they are, structs as Maps by field name
   * @throws MachineError `GOB` for a value that does not fit, and from then on for a broken stream
   */
  next<T>(shape?: ShapeOf<T>): T | undefined {
    if (this.#broken !== undefined) throw this.#broken;
    for (;;) {
      const from = this.#start;
      if (!this.#frame()) return undefined;
      this.#reader.elements = this.#maxElements;
      this.#reader.depth = 0;
      const id = this.#guarded(() => this.#reader.smallInt());
      if (id >= 0) return this.#value(id, shape, from) as T | undefined;
      this.#guarded(() => {
        this.#define(-id);
        this.#expectEnd();
      });
    }
  }

  /** Where in the stream reading has come to: behind an error, near the byte that is wrong. */
  get position(): number {
    return this.#before + this.#reader.at;
  }

  /**
   * Reads a value whose message ends too early as far as it goes: for shapes with {@link tapped} parts.
   *
   * @throws MachineError `GOB` always: at the end of what is there, if not before
   */
  readCut(shape: Shape): never {
    if (this.#broken !== undefined) throw this.#broken;
    const reader = this.#reader;
    reader.bytes = this.#buffer;
    reader.at = this.#start;
    reader.end = this.#end;
    reader.isCut = true;
    reader.elements = this.#maxElements;
    reader.depth = 0;
    if (this.waiting > 0) reader.uint();
    const id = reader.smallInt();
    if (id >= 0) this.#readTop(id, shape);
    throw gobError('message ends in the middle of a value');
  }

  typeOf(id: number): WireType {
    const type = this.#types.get(id);
    if (type === undefined) throw gobError(`type id ${String(id)} is not defined`);
    return type;
  }

  readDynamic(reader: GobReader): unknown {
    let id = reader.smallInt();
    while (id < 0) {
      this.#define(-id);
      // A definition cuts the message; what it belongs to goes on in the next one.
      if (reader.left === 0 && !reader.onward()) throw INCOMPLETE;
      id = reader.smallInt();
    }
    const end = reader.length() + reader.at;
    const value = this.#readTop(id, undefined);
    if (reader.at !== end) throw gobError('the length of an interface value does not fit it');
    return value;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(KEPT_BYTES, needed * 2));
    this.#buffer.copy(larger, 0, this.#start, this.#end);
    this.#before += this.#start;
    this.#end -= this.#start;
    this.#start = 0;
    this.#buffer = larger;
  }

  /** Steps over the next message that is all there, and points the reader at it; false when there is none. */
  #frame(): boolean {
    const reader = this.#reader;
    reader.bytes = this.#buffer;
    do {
      if (this.waiting === 0) return false;
      const first = this.#buffer[this.#start] as number;
      const prefix = first < 0x80 ? 1 : 0x101 - first;
      if (prefix > LONGEST_PREFIX) throw this.#break('a length that is none');
      if (this.waiting < prefix) return false;
      reader.at = this.#start;
      reader.end = this.#start + prefix;
      const length = reader.uint();
      if (length > this.#maxMessageBytes) {
        throw this.#break(`a message of ${String(length)} bytes, where ${String(this.#maxMessageBytes)} are allowed`);
      }
      if (this.waiting < prefix + (length as number)) return false;
      this.#start += prefix + (length as number);
      reader.end = this.#start;
    } while (reader.left === 0);
    return true;
  }

  #value(id: number, shape: Shape | undefined, from: number): unknown {
    const { size } = this.#types;
    try {
      const value = this.#readTop(id, shape);
      this.#expectEnd();
      return value;
    } catch (error) {
      if (error !== INCOMPLETE) throw error;
      for (const defined of [...this.#types.keys()].slice(size)) this.#types.delete(defined);
      this.#start = from;
      return undefined;
    }
  }

  /** A value by itself: what is no struct has a zero in front of it. */
  #readTop(id: number, shape: Shape | undefined): unknown {
    const isStruct = !BASIC.has(id) && this.typeOf(id).kind === 'struct';
    if (!isStruct && this.#reader.byte() !== 0) throw gobError('a value that should begin with zero');
    return this.#plans.plan(id, shape, 'value')(this.#reader);
  }

  #define(id: number): void {
    if (id < FIRST_ID || this.#types.has(id)) throw gobError(`type id ${String(id)} is taken`);
    if (this.#types.size >= this.#maxTypes) throw gobError('too many types');
    const type = readWireType(this.#reader);
    if (type.kind === 'struct') this.#definedFields += type.fields.length;
    if (this.#definedFields > MAX_DEFINED_FIELDS) throw gobError('types of too many fields');
    this.#types.set(id, type);
  }

  #expectEnd(): void {
    if (this.#reader.left > 0) throw gobError('extra data in a message');
  }

  /** Runs what no stream of gob fails in. */
  #guarded<R>(run: () => R): R {
    try {
      return run();
    } catch (error) {
      this.#broken = error as MachineError;
      throw error;
    }
  }

  #break(text: string): Error {
    this.#broken = gobError(`${text}, at byte ${String(this.offset)}`);
    return this.#broken;
  }
}
