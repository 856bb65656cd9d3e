import { readFileSync } from 'node:fs';
import type { ScriptMachine, ScriptOp } from './script-case.js';

/** A recorded session of the debugger protocol. */
export interface DbgCase {
  readonly id: string;
  readonly theme: 'dbg';
  /** Without the ending: `.json` and `.bin` lie beside each other. */
  readonly path: string;
  /** Stack traces in queued records. */
  readonly trace?: boolean;
  /** Recorded behind a debugger that passes on what it gets. */
  readonly fwd?: boolean;
  readonly machines: readonly ScriptMachine[];
  readonly ops: readonly ScriptOp[];
  readonly connections: readonly DbgConnection[];
}

/** One connection, its bytes in the file beside. */
export interface DbgConnection {
  readonly request: Place;
  readonly reply: Place;
  readonly calls: number;
  readonly closedByClient?: boolean;
  readonly events: readonly DbgEvent[];
}

/** A decoded call, zero fields left out. */
export interface DbgEvent {
  readonly method: string;
  readonly seq?: number;
  readonly msg: Readonly<Record<string, unknown>>;
}

/** What a debugger exported after one of the sessions. */
export interface DumpCase {
  readonly id: string;
  readonly theme: 'dump';
  readonly path: string;
  readonly machines: readonly unknown[];
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The case of a file, where it is one of these. */
export function dbgCases(document: unknown, file: string): readonly (DbgCase | DumpCase)[] | undefined {
  const path = file.replace(/\.json$/, '');
  const id = path.slice(path.lastIndexOf('/') + 1);
  if (Array.isArray(document)) return isDump(document) ? [{ id, theme: 'dump', path, machines: document }] : undefined;
  const { connections, machines } = (document ?? {}) as Partial<DbgCase>;
  if (!Array.isArray(connections) || !Array.isArray(machines)) return undefined;
  return [{ ...(document as DbgCase), id, theme: 'dbg', path }];
}

/** Tells a session from others. */
export function isDbgCase(golden: unknown): golden is DbgCase {
  return (golden as Partial<DbgCase> | null)?.theme === 'dbg';
}

/** Tells a dump from others. */
export function isDumpCase(golden: unknown): golden is DumpCase {
  return (golden as Partial<DumpCase> | null)?.theme === 'dump';
}

/** Both directions of each connection. */
export function bytesOf({ path, connections }: DbgCase): readonly (readonly [request: Buffer, reply: Buffer])[] {
  const bytes = readFileSync(`${path}.bin`);
  const slice = ({ offset, length }: Place) => bytes.subarray(offset, offset + length);
  return connections.map(({ request, reply }) => [slice(request), slice(reply)]);
}

function isDump(document: readonly unknown[]): boolean {
  return document.length > 0 && typeof (document[0] as { MsgStruct?: unknown } | null)?.MsgStruct === 'object';
}
