import { Duplex } from 'node:stream';
import {
  DBG_METHODS,
  ORDERED_REPLY,
  RpcSession,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  rpcMethod,
} from '../../src/exporters/dbg/index.js';
import type { DbgEvent } from './dbg-case.js';
import { toJson } from './gob-values.js';

/** A debugger in memory: one connection of an exporter, all bytes of it, and what they say. */
export class DbgPeer {
  readonly stream: Duplex;
  readonly events: DbgEvent[] = [];
  /** The client has ended the connection. */
  isEnded = false;
  readonly #chunks: Buffer[] = [];

  /** @param isOrdered it takes many calls at once, as those of this package do; those of the reference take one */
  constructor(isOrdered: boolean) {
    const told = (method: string, shape: typeof SCHEMA_SHAPE | typeof TRANSITION_SHAPE) =>
      rpcMethod<object>(shape, (message) => {
        const seq = this.events.length;
        const msg = toJson(message, shape) as DbgEvent['msg'];
        this.events.push({ method, ...(seq > 0 && { seq }), msg });
        return undefined;
      });
    const session = new RpcSession({
      methods: {
        [DBG_METHODS.schema]: told(DBG_METHODS.schema, SCHEMA_SHAPE),
        [DBG_METHODS.transition]: told(DBG_METHODS.transition, TRANSITION_SHAPE),
      },
      write: (bytes) => this.stream.push(bytes),
      ...(isOrdered && { greeting: ORDERED_REPLY }),
    });
    this.stream = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        this.#chunks.push(Buffer.from(chunk));
        session.receive(chunk);
        done();
      },
      final: (done) => {
        this.isEnded = true;
        this.stream.push(null);
        done();
      },
    });
  }

  /** All that the exporter has sent. */
  get request(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
