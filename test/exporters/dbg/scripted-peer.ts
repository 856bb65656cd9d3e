import { Duplex } from 'node:stream';
import {
  DBG_METHODS,
  ORDERED_REPLY,
  RpcSession,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  rpcMethod,
  type TransitionMessage,
} from '../../../src/exporters/dbg/index.js';

/** How a peer behaves. */
export interface PeerBehaviour {
  /** It takes many calls at once. */
  readonly isOrdered?: boolean;
  /** It hangs up after so many bytes; the rest of them is lost. */
  readonly killedAfter?: number;
  /** It reads no more after so many bytes, and keeps the connection. */
  readonly stalledAfter?: number;
  /** It reads and answers one byte at a time. */
  readonly isSlow?: boolean;
  /** It answers nothing any more after so many calls. */
  readonly silentAfter?: number;
}

/** What peers of several connections were told, in order. */
export interface Told {
  readonly schemas: string[];
  readonly transitions: string[];
  readonly mostAtOnce: { calls: number };
  /** The transitions in full, where they are wanted. */
  readonly messages?: TransitionMessage[];
}

/** One connection of a debugger in memory that may die, hang or fall silent at any byte. */
export function scriptedPeer(told: Told, behaviour: PeerBehaviour = {}): Duplex {
  const { isOrdered = false, killedAfter = Infinity, stalledAfter = Infinity, silentAfter = Infinity } = behaviour;
  const piecesOf = (bytes: Uint8Array) =>
    behaviour.isSlow === true ? [...bytes].map((byte) => Buffer.of(byte)) : [Buffer.from(bytes)];
  let calls = 0;
  let taken = 0;
  const session = new RpcSession({
    methods: {
      [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, ({ id }) => {
        calls++;
        told.schemas.push(id);
        return undefined;
      }),
      [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, (message) => {
        calls++;
        told.transitions.push(message.id);
        told.messages?.push(message);
        return undefined;
      }),
    },
    write: (bytes) => {
      if (calls <= silentAfter) for (const piece of piecesOf(bytes)) stream.push(piece);
    },
    ...(isOrdered && { greeting: ORDERED_REPLY }),
  });
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      const room = Math.min(killedAfter, stalledAfter) - taken;
      taken += chunk.length;
      const before = calls;
      // Callers are not answered within their own call.
      setImmediate(() => {
        for (const piece of piecesOf(chunk.subarray(0, Math.max(0, room)))) session.receive(piece);
        told.mostAtOnce.calls = Math.max(told.mostAtOnce.calls, calls - before);
        if (taken >= killedAfter) stream.destroy();
        else if (taken < stalledAfter) done();
      });
    },
  });
  return stream;
}
