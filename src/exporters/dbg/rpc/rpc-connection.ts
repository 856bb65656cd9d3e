import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Timers } from '../../../timers.js';
import { gobError, type GobLimits } from '../gob/index.js';
import { ORDERED_REPLY, type RpcMethods } from './rpc-method.js';
import { RpcSession } from './rpc-session.js';

const ID_BYTES = 4;

/** One connection that a server of net/rpc took. */
export interface RpcConnection {
  /** 8 hexadecimal digits, made here. */
  readonly id: string;
  /** Address of the other side. */
  readonly remote: string;
  readonly transport: 'tcp' | 'websocket';
  /** Ends it at once. */
  close(): void;
}

/** Who answers the calls of connections. */
export interface RpcService {
  /** A connection was made; returns what it may call. */
  connected(connection: RpcConnection): RpcMethods;
  /** It ended, for the reason given when it was none of its own; called once. */
  closed?(connection: RpcConnection, reason: unknown): void;
}

/** What is asked of every connection. */
export interface RpcConnectionOptions {
  readonly limits?: GobLimits | undefined;
  /** Longest time without a byte in the middle of a message, in milliseconds. */
  readonly stalledMs: number;
  readonly timers: Timers;
}

/** Serves one stream of bytes, until it ends, breaks, or stalls in the middle of a message. */
export class ServedStream implements RpcConnection {
  readonly id = randomBytes(ID_BYTES).toString('hex');
  readonly #stream: Duplex;
  readonly #service: RpcService;
  readonly #options: RpcConnectionOptions;
  readonly #session: RpcSession;
  #isClosed = false;
  #stall: unknown;

  constructor(
    stream: Duplex,
    readonly transport: RpcConnection['transport'],
    readonly remote: string,
    service: RpcService,
    options: RpcConnectionOptions,
  ) {
    this.#stream = stream;
    this.#service = service;
    this.#options = options;
    this.#session = new RpcSession({
      methods: service.connected(this),
      write: (bytes) => {
        // Who does not read the answers gets no more calls in.
        if (!this.#isClosed && !stream.write(bytes)) stream.pause();
      },
      resumed: () => {
        if (!stream.writableNeedDrain) stream.resume();
      },
      failed: (error) => {
        this.#end(error);
      },
      greeting: ORDERED_REPLY,
      limits: options.limits,
    });
    this.#listen();
  }

  close(): void {
    this.#end(undefined);
  }

  #listen(): void {
    const stream = this.#stream;
    const end = (reason?: unknown): void => {
      this.#end(reason);
    };
    stream.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    stream.on('drain', () => {
      if (!this.#session.isBusy) stream.resume();
    });
    stream.on('end', () => {
      end(this.#session.isWaiting ? this.#problem('the stream ends in the middle of a message') : undefined);
    });
    stream.on('error', end);
    stream.on('close', () => {
      end();
    });
  }

  #receive(chunk: Buffer): void {
    const { timers, stalledMs } = this.#options;
    try {
      this.#session.receive(chunk);
    } catch (error) {
      this.#end(error);
      return;
    }
    timers.clearTimeout(this.#stall);
    if (this.#session.isBusy) this.#stream.pause();
    else if (this.#session.isWaiting) {
      this.#stall = timers.setTimeout(() => {
        this.#end(this.#problem(`no byte for ${String(stalledMs)} ms in the middle of a message`));
      }, stalledMs);
    }
  }

  #problem(text: string): Error {
    return gobError(`${text}, at byte ${String(this.#session.offset)}`);
  }

  #end(reason: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.timers.clearTimeout(this.#stall);
    this.#stream.destroy();
    this.#service.closed?.(this, reason);
  }
}
