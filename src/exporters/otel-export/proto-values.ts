import type { Resource } from '@opentelemetry/resources';
import { ProtoPairs } from './proto-pairs.js';
import type { ProtoWriter } from './proto-writer.js';

/** Keys of fields: the number of the field times eight, and its wire type. */
const KEY = {
  keyValue: { key: 0x0a, value: 0x12 },
  any: { text: 0x0a, boolean: 0x10, integer: 0x18, double: 0x21, list: 0x2a, map: 0x32, bytes: 0x3a },
  items: 0x0a,
  resource: { attributes: 0x0a, dropped: 0x10 },
  scope: { name: 0x0a, version: 0x12, attributes: 0x1a, dropped: 0x20 },
} as const;
const INT64_LIMIT = 2 ** 63;

/** What batches have in common of spans and log records. */
interface Originated {
  readonly resource: Resource;
  readonly instrumentationScope: Scope;
}

interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: object;
  readonly droppedAttributesCount?: number;
}

const pairs = new ProtoPairs();

/** Attributes, each a field with this key. */
export function writeAttributes(writer: ProtoWriter, key: number, attributes: object): void {
  for (const name in attributes) {
    const value = (attributes as Readonly<Record<string, unknown>>)[name];
    const known = pairs.of(name);
    const pair = known?.find(value);
    if (pair !== undefined) {
      writer.field(key, pair);
      continue;
    }
    const start = writer.open(key);
    if (known === undefined) {
      writer.text(KEY.keyValue.key, name);
      pairs.add(name, () => writer.since(start + 1));
    } else writer.raw(known.bytes);
    writeValue(writer, KEY.keyValue.value, value);
    writer.close(start);
    if (known?.isWorth(value) === true) known.add(value, writer.since(start));
  }
}

/** A value of any kind that OpenTelemetry has; others are empty. */
export function writeValue(writer: ProtoWriter, key: number, value: unknown): void {
  const start = writer.open(key);
  if (typeof value === 'string') writer.text(KEY.any.text, value);
  else if (typeof value === 'boolean') writer.varint(KEY.any.boolean, value ? 1 : 0);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'object' && value !== null) writeObject(writer, value);
  writer.close(start);
}

function writeNumber(writer: ProtoWriter, value: number): void {
  const isInteger = Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT;
  if (isInteger) writer.varint(KEY.any.integer, value);
  else writer.double(KEY.any.double, value);
}

function writeObject(writer: ProtoWriter, value: object): void {
  const isList = Array.isArray(value);
  if (!isList && value instanceof Uint8Array) {
    writer.bytes(KEY.any.bytes, value);
    return;
  }
  const start = writer.open(isList ? KEY.any.list : KEY.any.map);
  if (isList) for (const item of value) writeValue(writer, KEY.items, item);
  else writeAttributes(writer, KEY.items, value);
  writer.close(start);
}

const REQUEST = { resources: 0x0a, resource: 0x0a, scopes: 0x12, scope: 0x0a, records: 0x12, schemaUrl: 0x1a } as const;

/** A request with records by where they come from; those of traces and of logs have the same shape. */
export function writeRequest<T extends Originated>(
  writer: ProtoWriter,
  records: readonly T[],
  writeRecord: (writer: ProtoWriter, key: number, record: T) => void,
): void {
  for (const [resource, ofResource] of grouped(records, (record) => record.resource)) {
    const start = writer.open(REQUEST.resources);
    writeResource(writer, resource);
    for (const [scope, ofScope] of grouped(ofResource, (record) => record.instrumentationScope)) {
      const inner = writer.open(REQUEST.scopes);
      writeScope(writer, scope);
      for (const record of ofScope) writeRecord(writer, REQUEST.records, record);
      if (scope.schemaUrl) writer.text(REQUEST.schemaUrl, scope.schemaUrl);
      writer.close(inner);
    }
    if (resource.schemaUrl) writer.text(REQUEST.schemaUrl, resource.schemaUrl);
    writer.close(start);
  }
}

function writeResource(writer: ProtoWriter, { attributes }: Resource): void {
  const start = writer.open(REQUEST.resource);
  writeAttributes(writer, KEY.resource.attributes, attributes);
  writer.varint(KEY.resource.dropped, 0);
  writer.close(start);
}

function writeScope(writer: ProtoWriter, { name, version, attributes, droppedAttributesCount }: Scope): void {
  const start = writer.open(REQUEST.scope);
  writer.text(KEY.scope.name, name);
  if (version) writer.text(KEY.scope.version, version);
  if (attributes !== undefined) writeAttributes(writer, KEY.scope.attributes, attributes);
  if (droppedAttributesCount) writer.varint(KEY.scope.dropped, droppedAttributesCount);
  writer.close(start);
}

/** In the order of the first of each; nearly always there is one group. */
function grouped<T, K>(records: readonly T[], keyOf: (record: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  let last: T[] | undefined;
  let lastKey: K | undefined;
  for (const record of records) {
    const key = keyOf(record);
    if (last === undefined || key !== lastKey) {
      last = groups.get(key);
      if (last === undefined) groups.set(key, (last = []));
      lastKey = key;
    }
    last.push(record);
  }
  return groups;
}
