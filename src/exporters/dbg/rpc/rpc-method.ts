import type { ShapeOf } from '../gob/index.js';

/** A procedure that others may call; calls of one connection never overlap. */
export interface RpcMethod {
  readonly shape: ShapeOf<unknown>;
  /**
   * @returns the reply, empty when there is nothing to say
   * @throws what the caller is told as the error of its call
   */
  readonly call: (argument: unknown) => RpcReply | Promise<RpcReply>;
}

/** What a procedure of the debugger protocol answers: text, as a rule none. */
export type RpcReply = string | undefined;

/** Procedures by their names: `RPCServer.DbgMsgTx`. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** One of {@link RpcMethods}, its argument typed by its shape. */
export function rpcMethod<T>(shape: ShapeOf<T>, call: (argument: T) => RpcReply | Promise<RpcReply>): RpcMethod {
  return { shape, call: call as RpcMethod['call'] };
}

/**
 * What servers of this package answer to the first call of a connection: they take calls in the order of their arrival, so more
 * than one may be on its way. The reference answers nothing, and handles calls that overlap in any order.
 */
export const ORDERED_REPLY = 'statescope/1 ordered';
