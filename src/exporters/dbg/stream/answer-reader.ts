import { GobDecoder, STRING } from '../gob/index.js';
import { MachineError } from '../../../errors.js';
import { PLACEHOLDER_SHAPE, RESPONSE_SHAPE, type RpcResponse } from '../rpc/index.js';

/** Told what the other side answers, in the order of the calls. */
export interface AnswerListener {
  /** So many calls were answered with nothing to say. */
  answered(calls: number): void;
  /** A call was answered with a reply that is not empty. */
  replied(reply: string): void;
  /** A call failed over there. */
  refused(error: string): void;
}

const LIMITS = { maxMessageBytes: 1024 * 1024, maxElements: 1000, maxTypes: 100 };
/** The empty string as a message, four bytes at once: what a call is answered with as a rule. */
const EMPTY_REPLY = 0x03_0c_00_00;
const WORD = 4;
const SHORT = 0x80;

/**
 * Reads the answers of a server of net/rpc. Thousands of them are all alike but for their number, so that an answer is compared
 * with the last one before it is decoded.
 */
export class AnswerReader {
  readonly #listener: AnswerListener;
  readonly #decoder = new GobDecoder(LIMITS);
  /** The beginning of a message, before the rest has come. */
  #rest = Buffer.alloc(0);
  /** What the header of a good answer begins with, up to its number. */
  #alike: Beginning | undefined;
  #header: RpcResponse | undefined;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  /** @throws MachineError `GOB` or `RPC` for what is no answer: the connection is to be closed */
  receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    let alike = 0;
    while (at < bytes.length) {
      const skipped = this.#header === undefined ? this.#skip(bytes, view, at) : 0;
      if (skipped > 0) {
        at += skipped;
        alike++;
        continue;
      }
      const size = messageSize(bytes, at);
      if (size === 0) break;
      if (alike > 0) this.#listener.answered(alike);
      alike = 0;
      this.#decode(bytes.subarray(at, at + size));
      at += size;
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
    if (alike > 0) this.#listener.answered(alike);
  }

  /** Length of an answer that is like the last one, reply included; 0 for one that has to be looked at. */
  #skip(bytes: Buffer, view: DataView, from: number): number {
    const alike = this.#alike;
    if (alike === undefined) return 0;
    const length = bytes[from] as number;
    const reply = from + 1 + length;
    if (length >= SHORT || length < alike.length || reply + WORD > bytes.length) return 0;
    if (!beginsWith(view, from + 1, alike)) return 0;
    const number = from + 1 + alike.length;
    const first = bytes[number] as number;
    const size = first < SHORT ? 1 : 0x101 - first;
    // Behind the number there has to be the end of the header: no error.
    if (number + size !== reply - 1 || bytes[number + size] !== 0) return 0;
    return view.getInt32(reply) === EMPTY_REPLY ? 1 + length + WORD : 0;
  }

  #decode(message: Buffer): void {
    this.#decoder.push(message);
    if (this.#header === undefined) {
      this.#header = this.#decoder.next(RESPONSE_SHAPE);
      if (this.#header?.error === '' && this.#header.seq !== 0) this.#alike = beginning(message, this.#header);
      return;
    }
    const { error } = this.#header;
    const reply = this.#decoder.next<unknown>(error === '' ? STRING : PLACEHOLDER_SHAPE);
    if (reply === undefined) return;
    this.#header = undefined;
    if (error !== '') this.#listener.refused(error);
    else if (reply === '') this.#listener.answered(1);
    else if (typeof reply === 'string') this.#listener.replied(reply);
    else throw new MachineError('RPC', 'an answer that is no text');
  }
}

/** Bytes to compare with, four at once; the last four may overlap those before. */
interface Beginning {
  readonly length: number;
  readonly words: Int32Array;
}

/** Type, method and what stands before the number. */
function beginning(message: Buffer, { serviceMethod }: RpcResponse): Beginning | undefined {
  const at = message.indexOf(serviceMethod);
  const length = at + Buffer.byteLength(serviceMethod);
  if (at < 0 || length < WORD || message[length] !== 1) return undefined;
  const words = Int32Array.from({ length: Math.ceil(length / WORD) }, (_, i) =>
    message.readInt32BE(1 + wordAt(i, length)),
  );
  return { length, words };
}

function beginsWith(view: DataView, from: number, { length, words }: Beginning): boolean {
  for (let i = 0; i < words.length; i++) if (view.getInt32(from + wordAt(i, length)) !== words[i]) return false;
  return true;
}

function wordAt(index: number, length: number): number {
  return Math.min(index * WORD, length - WORD);
}

/** Length of the message that begins here, its prefix included; 0 while it is not all there. */
function messageSize(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  if (first < SHORT) return at + 1 + first <= bytes.length ? 1 + first : 0;
  const prefix = 0x101 - first;
  if (prefix > 5) throw new MachineError('RPC', 'an answer of no sensible length');
  if (at + prefix > bytes.length) return 0;
  const length = bytes.readUIntBE(at + 1, prefix - 1);
  if (length > LIMITS.maxMessageBytes) throw new MachineError('RPC', `an answer of ${String(length)} bytes`);
  return at + prefix + length <= bytes.length ? prefix + length : 0;
}
