import { readFileSync } from 'node:fs';

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** A span as an OTLP JSON document has it, attributes as an object. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

/** A log record as an OTLP JSON document has it. */
export interface OtlpLog {
  readonly traceId: string;
  readonly spanId: string;
  readonly body: string;
  readonly severityNumber: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** All spans of a file of OTLP JSON lines. */
export function readSpans(file: string): OtlpSpan[] {
  return records(file, 'resourceSpans', 'scopeSpans', 'spans').map((span) => ({
    traceId: span['traceId'] as string,
    spanId: span['spanId'] as string,
    parentSpanId: (span['parentSpanId'] as string | undefined) ?? '',
    name: span['name'] as string,
    startTimeUnixNano: BigInt(span['startTimeUnixNano'] as string),
    endTimeUnixNano: BigInt(span['endTimeUnixNano'] as string),
    attributes: attributesOf(span),
    events: ((span['events'] ?? []) as Json[]).map((event) => ({
      name: event['name'] as string,
      attributes: attributesOf(event),
    })),
    status: span['status'] ?? {},
  }));
}

/** All log records of a file of OTLP JSON lines. */
export function readLogs(file: string): OtlpLog[] {
  return records(file, 'resourceLogs', 'scopeLogs', 'logRecords').map((record) => ({
    traceId: (record['traceId'] as string | undefined) ?? '',
    spanId: (record['spanId'] as string | undefined) ?? '',
    body: (record['body'] as AnyValue).stringValue ?? '',
    severityNumber: record['severityNumber'] as number,
    attributes: attributesOf(record),
  }));
}

function records(file: string, resources: string, scopes: string, items: string): Json[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const documents = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Json);
  const inner = (outer: Json, key: string): Json[] => (outer[key] ?? []) as Json[];
  return documents
    .flatMap((document) => inner(document, resources))
    .flatMap((resource) => inner(resource, scopes))
    .flatMap((scope) => inner(scope, items));
}

function attributesOf(record: Json): Record<string, unknown> {
  const list = (record['attributes'] ?? []) as readonly KeyValue[];
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: AnyValue): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
