import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  DBG_METHODS,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  GobDecoder,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
} from '../../src/exporters/dbg/index.js';
import type {
  ForwardedSchema,
  ForwardedTransition,
  SchemaMessage,
  Shape,
  TransitionMessage,
} from '../../src/exporters/dbg/index.js';

const folder = join(__dirname, '..', 'golden', 'dbg-go');

/** What a call carries. */
export type Message = SchemaMessage | TransitionMessage | ForwardedSchema | ForwardedTransition;

/** A call that was recorded. */
export interface GoldenCall {
  readonly method: string;
  readonly msg: unknown;
}

/** One connection of a recorded session. */
export interface GoldenConnection {
  readonly request: Buffer;
  readonly reply: Buffer;
  readonly calls: readonly GoldenCall[];
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Names of the recorded sessions. */
export const GOLDEN_STREAMS: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => name.replace('.bin', ''));

/** The connections of a recorded session, in their order. */
export function goldenConnections(name: string): readonly GoldenConnection[] {
  const bytes = goldenBytes(`${name}.bin`);
  const { connections } = JSON.parse(goldenBytes(`${name}.json`).toString()) as {
    connections: readonly { request: Place; reply: Place; events: readonly GoldenCall[] }[];
  };
  const slice = ({ offset, length }: Place) => bytes.subarray(offset, offset + length);
  return connections.map(({ request, reply, events }) => ({
    request: slice(request),
    reply: slice(reply),
    calls: events,
  }));
}

/** A file among the recorded sessions. */
export const goldenBytes = (name: string): Buffer => readFileSync(join(folder, name));

/** Shapes by the method whose calls carry them. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  [DBG_METHODS.schema]: SCHEMA_SHAPE,
  [DBG_METHODS.transition]: TRANSITION_SHAPE,
  [DBG_METHODS.forwardedSchema]: FORWARDED_SCHEMA_SHAPE,
  [DBG_METHODS.forwardedTransition]: FORWARDED_TRANSITION_SHAPE,
};

/** The calls in the bytes of a connection. */
export function* callsIn(bytes: Uint8Array): Generator<readonly [method: string, message: Message]> {
  const decoder = new GobDecoder();
  decoder.push(bytes);
  for (;;) {
    const header = decoder.next<ReadonlyMap<string, unknown>>();
    if (header === undefined) return;
    const method = header.get('ServiceMethod') as string;
    yield [method, decoder.next(SHAPES[method]) as Message];
  }
}

/** A message as the recorded sessions show it: names of Go, nothing that is zero, and nothing that differs between runs. */
export function goldenForm(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case 'struct':
      return Object.fromEntries(
        shape.fields.flatMap(({ name, key, shape: inner }) => {
          const part = (value as Record<string, unknown>)[key];
          if (isZero(part)) return [];
          return [[name, name === 'StackTrace' ? '<stack>' : goldenForm(part, inner)]];
        }),
      );
    case 'slice':
      return (value as readonly unknown[]).map((one) => goldenForm(one, shape.element));
    case 'map':
      return Object.fromEntries(
        [...(value as ReadonlyMap<string, unknown>)].map(([key, one]) => [key, goldenForm(one, shape.element)]),
      );
    case 'time':
      return '<time>';
    case 'string':
      return (value as string).replace(/^(\[error[^\n]*\n)[^]*$/, '$1<stack>');
    default:
      return value;
  }
}

const isZero = (value: unknown): boolean =>
  value === undefined || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
