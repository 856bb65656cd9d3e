import { deepStrictEqual } from 'node:assert';
import { GobDecoder, GobEncoder, SCHEMA_SHAPE, TRANSITION_SHAPE, TypeIds } from '../../src/exporters/dbg/index.js';
import { FORWARDED_SCHEMA_SHAPE, FORWARDED_TRANSITION_SHAPE } from '../../src/exporters/dbg/index.js';
import { STRING, struct, type Shape } from '../../src/exporters/dbg/gob/index.js';
import {
  PLACEHOLDER_SHAPE,
  REQUEST_SHAPE,
  RESPONSE_SHAPE,
  type RpcRequest,
  type RpcResponse,
} from '../../src/exporters/dbg/rpc/rpc-shapes.js';
import type { WireType } from '../../src/exporters/dbg/gob/wire-type.js';
import type { GobCall, GobCase } from './gob-case.js';
import { GobShapes } from './gob-shapes.js';
import { fromJson, toJson } from './gob-values.js';

const LAST_ID = 200;
const ARGUMENTS: Readonly<Record<string, Shape>> = {
  DbgMsgSchema: SCHEMA_SHAPE,
  DbgMsgSchemaFwd: FORWARDED_SCHEMA_SHAPE,
  DbgMsgTxFwd: FORWARDED_TRANSITION_SHAPE,
};

/** Decodes a vector, whole and byte by byte, and encodes what came out. The first difference, or undefined. */
export function replayGobCase(golden: GobCase): string | undefined {
  try {
    if (golden.theme === 'rpc') replayRpc(golden);
    else replayGob(golden);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function replayGob(golden: GobCase): void {
  const shapes = new GobShapes(golden.shapes);
  const shapeOf = shapesOf(golden, shapes);
  const bytes = Buffer.from(golden.hex, 'hex');
  const values = decodeAll(bytes, bytes.length, shapeOf);
  const given = golden.values.map((json, i) => fromJson(json, shapeOf(i)));
  const plain = (list: readonly unknown[]) => list.map((value, i) => toJson(value, shapeOf(i)));
  deepStrictEqual(plain(values), plain(given));
  deepStrictEqual(decodeAll(bytes, 1, shapeOf), values);
  if (golden.unordered === true) return;
  const interfaces = { 'main.Point': shapes.of('main.Point') };
  const encoder = new GobEncoder({ ids: new TypeIds(firstIdOf(bytes)), interfaces });
  const written = Buffer.concat(given.map((value, i) => Buffer.from(encoder.encode(value, shapeOf(i)))));
  deepStrictEqual(written.toString('hex'), golden.hex);
}

/** A list of types has one for each value; a stream begins with a schema. */
function shapesOf({ goType = '' }: GobCase, shapes: GobShapes): (i: number) => Shape {
  if (goType === 'stream') return (i) => (i === 0 ? SCHEMA_SHAPE : TRANSITION_SHAPE);
  const types = goType.split(', ').map((type) => shapes.of(type));
  return (i) => types[i % types.length] as Shape;
}

function replayRpc(golden: GobCase): void {
  const calls = golden.values as readonly GobCall[];
  const requests = Buffer.from(golden.hex, 'hex');
  const replies = Buffer.from(golden.hexReply ?? '', 'hex');
  for (const size of [requests.length, 1]) deepStrictEqual(readRequests(requests, size), calls.map(requestOf));
  for (const size of [replies.length, 1]) deepStrictEqual(readReplies(replies, size), calls.map(replyOf));
  const [request, reply] = writeCalls(calls, requests, replies);
  deepStrictEqual(request.toString('hex'), golden.hex);
  deepStrictEqual(reply.toString('hex'), golden.hexReply);
}

const requestOf = ({ method, seq, arg }: GobCall) => ({ method, seq, arg });
const replyOf = ({ method, seq, reply, error }: GobCall) => ({ method, seq, reply, error });

/** The calls of one direction, zero fields of their arguments left out. */
export function readRequests(bytes: Buffer, size: number) {
  let method = '';
  const values = decodeAll(bytes, size, (i, last) => {
    if (i % 2 === 0) return REQUEST_SHAPE;
    method = (last as RpcRequest).serviceMethod;
    return argumentOf(method);
  });
  return pairs(values).map(([header, arg]) => {
    const { serviceMethod, seq } = header as RpcRequest;
    return { method: serviceMethod, seq, arg: toJson(arg, argumentOf(serviceMethod)) };
  });
}

/** The answers of the other direction. */
export function readReplies(bytes: Buffer, size: number) {
  const values = decodeAll(bytes, size, (i, last) => {
    if (i % 2 === 0) return RESPONSE_SHAPE;
    return (last as RpcResponse).error === '' ? STRING : PLACEHOLDER_SHAPE;
  });
  return pairs(values).map(([header, reply]) => {
    const { serviceMethod, seq, error } = header as RpcResponse;
    return { method: serviceMethod, seq, reply: error === '' ? reply : '', error };
  });
}

/** Both directions of a connection; those of one process count their types together. */
function writeCalls(calls: readonly GobCall[], requests: Buffer, replies: Buffer): readonly [Buffer, Buffer] {
  const ids = new TypeIds(firstIdOf(requests));
  const isShared = firstIdOf(replies) > 65;
  const out = new GobEncoder({ ids });
  const back = new GobEncoder({ ids: isShared ? ids : new TypeIds(firstIdOf(replies)) });
  const lean = leanShapes(requests);
  const written: [Buffer[], Buffer[]] = [[], []];
  for (const { method, seq, arg, reply, error } of calls) {
    const shape = lean(argumentOf(method));
    written[0].push(Buffer.from(out.encode({ serviceMethod: method, seq }, REQUEST_SHAPE)));
    written[0].push(Buffer.from(out.encode(fromJson(arg, shape), shape)));
    written[1].push(Buffer.from(back.encode({ serviceMethod: method, seq, error }, RESPONSE_SHAPE)));
    written[1].push(Buffer.from(error === '' ? back.encode(reply, STRING) : back.encode({}, PLACEHOLDER_SHAPE)));
  }
  return [Buffer.concat(written[0]), Buffer.concat(written[1])];
}

/** Shapes without the fields that a stream does not define. */
function leanShapes(bytes: Buffer): (shape: Shape) => Shape {
  const made = new Map<Shape, Shape>();
  const structs = definitionsOf(bytes).flatMap(([, type]) => (type.kind === 'struct' ? [type] : []));
  return (shape) => {
    if (shape.kind !== 'struct') return shape;
    const defined = structs
      .filter(({ name }) => name === shape.name)
      .map(({ fields }) => fields.map(({ name }) => name));
    const [only = []] = defined;
    if (defined.some(({ length }) => length === shape.fields.length) || only.length === 0) return shape;
    const kept = shape.fields.filter(({ name }) => only.includes(name));
    const lean = made.get(shape) ?? struct(shape.name, Object.fromEntries(kept.map((f) => [f.key, [f.name, f.shape]])));
    made.set(shape, lean);
    return lean;
  };
}

/** The shape of what a method takes; what nobody knows is taken for a transition. */
export function argumentOf(method: string): Shape {
  return ARGUMENTS[method.slice(method.lastIndexOf('.') + 1)] ?? TRANSITION_SHAPE;
}

/** All values of a stream, fed in pieces of a size. */
export function decodeAll(bytes: Buffer, size: number, shapeOf: (i: number, last: unknown) => Shape): unknown[] {
  const decoder = new GobDecoder();
  const values: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    decoder.push(Buffer.from(bytes.subarray(at, at + size)));
    for (;;) {
      const value = decoder.next(shapeOf(values.length, values.at(-1)));
      if (value === undefined) break;
      values.push(value);
    }
  }
  deepStrictEqual(decoder.waiting, 0);
  return values;
}

function pairs(values: readonly unknown[]): (readonly [unknown, unknown])[] {
  return values.flatMap((value, i) => (i % 2 === 0 ? [[value, values[i + 1]] as const] : []));
}

/** The lowest id of a stream: Go counted from 65, later releases count from 64. */
function firstIdOf(bytes: Buffer): number {
  return Math.min(...definitionsOf(bytes).map(([id]) => id), LAST_ID);
}

/** Names and fields of the structs, and ids of all types, that a stream defines. */
function definitionsOf(bytes: Buffer): (readonly [id: number, type: WireType])[] {
  const decoder = new GobDecoder();
  decoder.push(bytes);
  while (decoder.next() !== undefined);
  return Array.from({ length: LAST_ID }, (_, id) => id).flatMap((id) => {
    try {
      return [[id, decoder.typeOf(id)] as const];
    } catch {
      return [];
    }
  });
}
