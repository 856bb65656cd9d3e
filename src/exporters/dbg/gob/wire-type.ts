import { gobError, type GobReader } from './gob-reader.js';

/** A type as the other side defined it; ids refer to other types (debugger specification §3.4). */
export type WireType =
  | { readonly kind: 'array'; readonly name: string; readonly element: number; readonly length: number }
  | { readonly kind: 'slice'; readonly name: string; readonly element: number }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly WireField[] }
  | { readonly kind: 'map'; readonly name: string; readonly key: number; readonly element: number }
  | { readonly kind: 'opaque'; readonly name: string };

/** One field of a struct as the other side defined it. */
export interface WireField {
  readonly name: string;
  readonly id: number;
}

const KINDS = ['array', 'slice', 'struct', 'map', 'opaque', 'opaque', 'opaque'] as const;

/**
 * Reads a definition.
 * @throws MachineError `GOB` when it is none
 */
export function readWireType(reader: GobReader): WireType {
  let made: WireType | undefined;
  eachField(reader, (field) => {
    const kind = KINDS[field];
    if (kind === undefined || made !== undefined) throw gobError('a definition of no known kind');
    made = readKind(reader, kind);
  });
  if (made === undefined) throw gobError('an empty definition');
  return made;
}

function readKind(reader: GobReader, kind: (typeof KINDS)[number]): WireType {
  let name = '';
  let fields: readonly WireField[] = [];
  const numbers = [0, 0];
  eachField(reader, (field) => {
    if (field === 0) name = readCommonName(reader);
    else if (kind === 'struct' && field === 1) fields = readFields(reader);
    else if (kind !== 'struct' && kind !== 'opaque' && field <= 2) numbers[field - 1] = reader.smallInt();
    else throw gobError(`a definition of ${kind} with field ${String(field)}`);
  });
  const [first = 0, second = 0] = numbers;
  if (kind === 'struct') return { kind, name, fields };
  if (kind === 'array') return { kind, name, element: first, length: second };
  if (kind === 'slice') return { kind, name, element: first };
  return kind === 'map' ? { kind, name, key: first, element: second } : { kind, name };
}

/** The id in here is a copy that may differ; nobody needs it. */
function readCommonName(reader: GobReader): string {
  let name = '';
  eachField(reader, (field) => {
    if (field === 0) name = reader.string();
    else reader.smallInt();
  });
  return name;
}

function readFields(reader: GobReader): readonly WireField[] {
  const fields: WireField[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const made = { name: '', id: 0 };
    eachField(reader, (field) => {
      if (field === 0) made.name = reader.string();
      else made.id = reader.smallInt();
    });
    fields.push(made);
  }
  return fields;
}

/** Calls back at the value of each field that a struct has, with the field's number. */
export function eachField(reader: GobReader, read: (field: number) => void): void {
  let field = -1;
  for (;;) {
    const delta = reader.delta();
    if (delta === 0) return;
    field += delta;
    read(field);
  }
}
