import { STRING, UINT, struct, type ShapeOf } from '../gob/index.js';
import type { Tick } from '../messages.js';

/** Header of a call: Go's `rpc.Request` (debugger specification §2.2). */
export interface RpcRequest {
  readonly serviceMethod: string;
  /** Chosen by the client; its answer repeats it. */
  readonly seq: Tick;
}

/** Header of an answer: Go's `rpc.Response`. */
export interface RpcResponse extends RpcRequest {
  /** Empty for success. */
  readonly error: string;
}

/** {@link RpcRequest} on the wire. */
export const REQUEST_SHAPE: ShapeOf<RpcRequest> = struct<RpcRequest>('Request', {
  serviceMethod: ['ServiceMethod', STRING],
  seq: ['Seq', UINT],
});

/** {@link RpcResponse} on the wire. */
export const RESPONSE_SHAPE: ShapeOf<RpcResponse> = struct<RpcResponse>('Response', {
  serviceMethod: ['ServiceMethod', STRING],
  seq: ['Seq', UINT],
  error: ['Error', STRING],
});

/** What stands where the reply would be when a call failed: a struct without fields. */
export const PLACEHOLDER_SHAPE: ShapeOf<object> = struct<object>('', {});
