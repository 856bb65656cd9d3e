import { errorText } from '../../shared/index.js';
import { GobDecoder, GobEncoder, STRING, type GobLimits } from '../gob/index.js';
import type { RpcMethod, RpcMethods, RpcReply } from './rpc-method.js';
import { PLACEHOLDER_SHAPE, REQUEST_SHAPE, RESPONSE_SHAPE, type RpcRequest } from './rpc-shapes.js';

/** What a {@link RpcSession} needs. */
export interface RpcSessionOptions {
  readonly methods: RpcMethods;
  /** Sends answers; the bytes are the receiver's. */
  readonly write: (bytes: Uint8Array) => void;
  /** A call that took its time is over: go on reading. */
  readonly resumed?: (() => void) | undefined;
  /** A broken stream, found while nobody was looking. */
  readonly failed?: ((error: unknown) => void) | undefined;
  /** Reply of the first call that has nothing else to say. @default empty */
  readonly greeting?: string | undefined;
  readonly limits?: GobLimits | undefined;
}

/**
 * The serving side of one connection of Go's net/rpc (debugger specification §2.2): takes bytes, calls one procedure after the
 * other, answers each call. Knows nothing of sockets.
 */
export class RpcSession {
  readonly #options: RpcSessionOptions;
  readonly #decoder: GobDecoder;
  readonly #encoder = new GobEncoder();
  /** The call whose argument comes next. */
  #request: RpcRequest | undefined;
  #isBusy = false;
  #isGreeted = false;
  #answers: Buffer[] = [];

  constructor(options: RpcSessionOptions) {
    this.#options = options;
    this.#decoder = new GobDecoder(options.limits);
  }

  /** A call runs that takes its time: more bytes would only wait. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** In the middle of a message or a call. */
  get isWaiting(): boolean {
    return this.#decoder.waiting > 0 || this.#request !== undefined;
  }

  /** Where in the stream the next message begins. */
  get offset(): number {
    return this.#decoder.offset;
  }

  /**
   * Takes bytes, calls what is all there.
   *
   * @throws MachineError `GOB` when this is no stream of net/rpc: the connection is to be closed
   */
  receive(chunk: Uint8Array): void {
    this.#decoder.push(chunk);
    if (!this.#isBusy) this.#run();
  }

  #run(): void {
    try {
      while (!this.#isBusy && this.#step());
    } finally {
      this.#send();
    }
  }

  /** Reads one header or one argument; false when it is not there yet. */
  #step(): boolean {
    if (this.#request === undefined) {
      this.#request = this.#decoder.next(REQUEST_SHAPE);
      return this.#request !== undefined;
    }
    const { serviceMethod } = this.#request;
    const method = Object.hasOwn(this.#options.methods, serviceMethod)
      ? this.#options.methods[serviceMethod]
      : undefined;
    let argument: unknown;
    let problem = method === undefined ? unknownMethod(serviceMethod, this.#options.methods) : '';
    try {
      argument = this.#decoder.next(method?.shape);
      if (argument === undefined) return false;
    } catch (error) {
      if (this.#decoder.broken !== undefined) throw error;
      problem ||= textOf(error);
    }
    if (method === undefined || problem !== '') this.#answer(this.#request, '', problem);
    else this.#call(this.#request, method, argument);
    return true;
  }

  #call(request: RpcRequest, method: RpcMethod, argument: unknown): void {
    try {
      const reply = method.call(argument);
      if (reply instanceof Promise) this.#await(request, reply);
      else this.#answer(request, reply);
    } catch (error) {
      this.#answer(request, '', textOf(error));
    }
  }

  /** Calls of one connection never overlap, so their order is kept. */
  #await(request: RpcRequest, pending: Promise<RpcReply>): void {
    this.#isBusy = true;
    const goOn = (reply: RpcReply, error: string): void => {
      this.#isBusy = false;
      this.#answer(request, reply, error);
      try {
        this.#run();
      } catch (broken) {
        this.#options.failed?.(broken);
        return;
      }
      if (!this.isBusy) this.#options.resumed?.();
    };
    void pending.then(
      (reply) => goOn(reply, ''),
      (error: unknown) => goOn('', textOf(error)),
    );
  }

  #answer(request: RpcRequest, reply: RpcReply, error = ''): void {
    this.#request = undefined;
    const encoder = this.#encoder;
    this.#answers.push(Buffer.from(encoder.encode({ ...request, error: error }, RESPONSE_SHAPE)));
    if (error !== '') {
      this.#answers.push(Buffer.from(encoder.encode({}, PLACEHOLDER_SHAPE)));
      return;
    }
    const text = reply ?? (this.#isGreeted ? '' : (this.#options.greeting ?? ''));
    this.#isGreeted = true;
    this.#answers.push(Buffer.from(encoder.encode(text, STRING)));
  }

  #send(): void {
    if (this.#answers.length === 0) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#options.write(answers.length === 1 ? (answers[0] as Buffer) : Buffer.concat(answers));
  }
}

/** The texts of Go. */
function unknownMethod(name: string, methods: RpcMethods): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return `rpc: service/method request ill-formed: ${name}`;
  const service = name.slice(0, dot + 1);
  const isKnown = Object.keys(methods).some((known) => known.startsWith(service));
  return isKnown ? `rpc: can't find method ${name}` : `rpc: can't find service ${name}`;
}

function textOf(error: unknown): string {
  return errorText(error).message || 'a call failed without a word';
}
