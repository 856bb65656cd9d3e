import { tagsOf, textTag, type JaegerTag } from './jaeger-tag.js';
import type { OtlpEvent, OtlpOrigin, OtlpSpan } from './otlp-traces.js';

/** A reference from one span to another. */
export interface JaegerReference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceID: string;
  readonly spanID: string;
}

/** What happened during a span. */
export interface JaegerLog {
  /** Microseconds since the epoch. */
  readonly timestamp: number;
  readonly fields: readonly JaegerTag[];
}

/** A span as Jaeger's user interface reads it; times are microseconds. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly JaegerReference[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly JaegerLog[];
  readonly processID: string;
  readonly warnings: null;
}

/** What spans come from, as Jaeger's user interface reads it. */
export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerTag[];
}

/** Jaeger knows tags only: what OpenTelemetry calls the rest there. */
const TAG = {
  scopeName: 'otel.scope.name',
  scopeVersion: 'otel.scope.version',
  kind: 'span.kind',
  statusCode: 'otel.status_code',
  error: 'error',
  statusDescription: 'otel.status_description',
  traceState: 'w3c.tracestate',
  droppedAttributes: 'otel.dropped_attributes_count',
  droppedEvents: 'otel.dropped_events_count',
  droppedLinks: 'otel.dropped_links_count',
} as const;

const SERVICE_NAME = 'service.name';
const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';
const REFERENCE_TYPE = 'opentracing.ref_type';
const EVENT = 'event';
const NANOS_PER_MICRO = 1000n;
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const CODES = ['UNSET', 'OK', 'ERROR'];

/** A resource as a process of Jaeger: its service by name, everything else as tags. */
export function jaegerProcess({ resource }: OtlpOrigin): JaegerProcess {
  const name = resource.find(({ key }) => key === SERVICE_NAME)?.value?.stringValue;
  return {
    serviceName: name ?? (resource.length === 0 ? NO_SERVICE_NAME : ''),
    tags: tagsOf(resource.filter(({ key }) => key !== SERVICE_NAME)),
  };
}

/** A span, as Jaeger makes one of what it receives; counts of what was dropped are tags, and a time that runs backwards is none. */
export function jaegerSpan(span: OtlpSpan, origin: OtlpOrigin, processID: string): JaegerSpan {
  const start = BigInt(span.startTimeUnixNano);
  const duration = Number((BigInt(span.endTimeUnixNano) - start) / NANOS_PER_MICRO);
  return {
    traceID: span.traceId.toLowerCase(),
    spanID: span.spanId.toLowerCase(),
    operationName: span.name,
    references: referencesOf(span),
    startTime: Number(start / NANOS_PER_MICRO),
    duration: Math.max(0, duration),
    tags: spanTags(span, origin),
    logs: (span.events ?? []).map(logOf),
    processID,
    warnings: null,
  };
}

/** The parent comes first; where a link leads to the parent as well, its type is the one that counts. */
function referencesOf(span: OtlpSpan): readonly JaegerReference[] {
  const traceID = span.traceId.toLowerCase();
  const parentID = (span.parentSpanId ?? '').toLowerCase();
  const links = (span.links ?? []).map((link): JaegerReference => {
    const type = link.attributes?.find(({ key }) => key === REFERENCE_TYPE)?.value?.stringValue;
    return {
      refType: type === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM',
      traceID: link.traceId.toLowerCase(),
      spanID: link.spanId.toLowerCase(),
    };
  });
  if (parentID === '') return links;
  const toParent = links.filter((link) => link.traceID === traceID && link.spanID === parentID);
  const parent = toParent.at(-1) ?? { refType: 'CHILD_OF', traceID, spanID: parentID };
  return [parent, ...links.filter((link) => !toParent.includes(link))];
}

function spanTags(span: OtlpSpan, { scopeName, scopeVersion }: OtlpOrigin): readonly JaegerTag[] {
  const kind = wordOf(span.kind, KINDS, 'SPAN_KIND_');
  const code = wordOf(span.status?.code, CODES, 'STATUS_CODE_');
  return [
    ...text(TAG.scopeName, scopeName),
    ...text(TAG.scopeVersion, scopeVersion),
    ...tagsOf(span.attributes ?? []),
    ...text(TAG.kind, kind === 'unspecified' ? '' : kind),
    ...text(TAG.statusCode, code === 'UNSET' ? '' : code),
    ...(code === 'ERROR' ? [{ key: TAG.error, type: 'bool', value: true } as const] : []),
    ...text(TAG.statusDescription, span.status?.message ?? ''),
    ...text(TAG.traceState, span.traceState ?? ''),
    ...count(TAG.droppedAttributes, span.droppedAttributesCount),
    ...count(TAG.droppedEvents, span.droppedEventsCount),
    ...count(TAG.droppedLinks, span.droppedLinksCount),
  ];
}

const text = (key: string, value: string): readonly JaegerTag[] => (value === '' ? [] : [textTag(key, value)]);

const count = (key: string, value = 0): readonly JaegerTag[] => (value > 0 ? [{ key, type: 'int64', value }] : []);

/** A word of an enumeration, which JSON of protocol buffers writes as its number or its name. */
function wordOf(value: number | string | undefined, words: readonly string[], prefix: string): string {
  const name = String(value).toUpperCase();
  return words[Number(value)] ?? words.find((word) => `${prefix}${word.toUpperCase()}` === name) ?? words[0] ?? '';
}

function logOf({ timeUnixNano = 0, name = '', attributes = [] }: OtlpEvent): JaegerLog {
  const named = name !== '' && !attributes.some(({ key }) => key === EVENT);
  return {
    timestamp: Number(BigInt(timeUnixNano) / NANOS_PER_MICRO),
    fields: [...(named ? [textTag(EVENT, name)] : []), ...tagsOf(attributes)],
  };
}
