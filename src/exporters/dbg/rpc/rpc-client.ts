import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';
import { backgroundTimers, type Timers } from '../../../timers.js';
import { GobDecoder, GobEncoder, STRING, type GobLimits, type ShapeOf } from '../gob/index.js';
import { PLACEHOLDER_SHAPE, REQUEST_SHAPE, RESPONSE_SHAPE, type RpcResponse } from './rpc-shapes.js';

/** A call that waits for its turn or for its answer. */
interface PendingCall {
  readonly method: string;
  readonly argument: unknown;
  readonly shape: ShapeOf<unknown>;
  readonly resolve: (reply: string) => void;
  readonly reject: (error: unknown) => void;
}

const ANSWER_MS = 60_000;
const ANSWER_LIMITS: GobLimits = { maxMessageBytes: 1024 * 1024, maxElements: 1000, maxTypes: 100 };

/**
 * Calls procedures over a stream of bytes, one at a time: servers of the reference handle calls that overlap in any order
 * (debugger specification §2.4). For whoever calls now and then; machines have a faster way.
 */
export class RpcClient {
  readonly #stream: Duplex;
  readonly #encoder = new GobEncoder();
  readonly #decoder = new GobDecoder(ANSWER_LIMITS);
  readonly #waiting: PendingCall[] = [];
  #current: PendingCall | undefined;
  #response: RpcResponse | undefined;
  #seq = 0;
  #failure: Error | undefined;
  #timer: unknown;
  readonly #answerMs: number;
  readonly #timers: Timers;
  /** The definition of headers, which goes ahead of the first one. */
  #preamble: Buffer;

  /** @param answerMs longest time that the other side may take to answer a call, in milliseconds; the connection ends behind it */
  constructor(stream: Duplex, answerMs = ANSWER_MS, timers: Timers = backgroundTimers) {
    this.#stream = stream;
    this.#answerMs = answerMs;
    this.#timers = timers;
    this.#preamble = Buffer.from(this.#encoder.define(REQUEST_SHAPE));
    stream.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    stream.on('error', (error) => {
      this.#fail(error);
    });
    stream.on('end', () => {
      this.#fail(new MachineError('RPC', 'the connection was closed'));
    });
    stream.on('close', () => {
      this.#fail(new MachineError('RPC', 'the connection was closed'));
    });
  }

  /**
   * Calls a procedure.
   *
   * @returns its reply
   * @throws MachineError `RPC` with what the server says, or when the connection ends first or nothing is answered in time; `GOB` for an argument that does not
   * fit its shape
   */
  call<T>(method: string, argument: T, shape: ShapeOf<T>): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ method, argument, shape, resolve, reject });
      this.#next();
    });
  }

  /** Ends the connection; calls that wait fail. */
  close(): void {
    this.#stream.destroy();
    this.#fail(new MachineError('RPC', 'the connection was closed'));
  }

  #next(): void {
    while (this.#current === undefined) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      try {
        this.#send(call);
      } catch (error) {
        call.reject(error);
      }
    }
  }

  #send(call: PendingCall): void {
    const header = { serviceMethod: call.method, seq: this.#seq };
    const bytes = Buffer.from(this.#encoder.encode(header, REQUEST_SHAPE));
    const argument = Buffer.from(this.#encoder.encode(call.argument, call.shape));
    this.#current = call;
    this.#timer = this.#timers.setTimeout(() => {
      this.#fail(new MachineError('RPC', `no answer to a call within ${String(this.#answerMs)} ms`));
      this.#stream.destroy();
    }, this.#answerMs);
    this.#stream.write(Buffer.concat([this.#preamble, bytes, argument]));
    this.#preamble = Buffer.alloc(0);
  }

  #receive(chunk: Buffer): void {
    this.#decoder.push(chunk);
    try {
      while (this.#step());
    } catch (error) {
      this.#fail(error);
      this.#stream.destroy();
    }
  }

  #step(): boolean {
    if (this.#response === undefined) {
      this.#response = this.#decoder.next(RESPONSE_SHAPE);
      return this.#response !== undefined;
    }
    const { error, seq } = this.#response;
    const reply = this.#decoder.next<unknown>(error === '' ? STRING : PLACEHOLDER_SHAPE);
    if (reply === undefined) return false;
    const call = this.#current;
    if (call === undefined || seq !== this.#seq)
      throw new MachineError('RPC', `an answer to call ${String(seq)}, which was not made`);
    this.#timers.clearTimeout(this.#timer);
    this.#response = undefined;
    this.#current = undefined;
    this.#seq++;
    if (error === '') call.resolve(reply as string);
    else call.reject(new MachineError('RPC', error));
    this.#next();
    return true;
  }

  #fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    const failure = reason instanceof Error ? reason : new MachineError('RPC', String(reason));
    this.#failure = failure;
    this.#timers.clearTimeout(this.#timer);
    const calls = this.#current === undefined ? this.#waiting : [this.#current, ...this.#waiting];
    this.#waiting.length = 0;
    this.#current = undefined;
    for (const call of calls) call.reject(failure);
  }
}
