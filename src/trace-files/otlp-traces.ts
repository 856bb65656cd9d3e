/** A value as OTLP JSON has it: one of these, or none. */
export interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: string | number;
  /** Base64. */
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpAttribute[] };
}

/** An attribute as OTLP JSON has it. */
export interface OtlpAttribute {
  readonly key: string;
  readonly value?: OtlpValue;
}

/** An event of a span. */
export interface OtlpEvent {
  readonly timeUnixNano?: string | number;
  readonly name?: string;
  readonly attributes?: readonly OtlpAttribute[];
}

/** A link of a span. */
export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: readonly OtlpAttribute[];
}

/** A span as OTLP JSON has it; ids and times have been looked at. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  /** Number or name, as in JSON of protocol buffers. */
  readonly kind?: number | string;
  readonly startTimeUnixNano: string | number;
  readonly endTimeUnixNano: string | number;
  readonly attributes?: readonly OtlpAttribute[];
  readonly events?: readonly OtlpEvent[];
  readonly links?: readonly OtlpLink[];
  readonly status?: { readonly code?: number | string; readonly message?: string };
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

/** What spans come from. */
export interface OtlpOrigin {
  /** Attributes of the resource. */
  readonly resource: readonly OtlpAttribute[];
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** Spans of one origin. */
export interface OtlpBatch {
  readonly origin: OtlpOrigin;
  readonly spans: readonly OtlpSpan[];
}

type Json = Readonly<Record<string, unknown>>;

const TRACE_ID = /^(?!0+$)[\da-f]{32}$/i;
const SPAN_ID = /^(?!0+$)[\da-f]{16}$/i;
const NANOSECONDS = /^\d{1,19}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads one line of OTLP JSON: the spans of one export.
 * @throws Error whose message says what is wrong with the line
 */
export function parseTraces(line: Uint8Array): readonly OtlpBatch[] {
  const document = parseObject(line);
  if (document['resourceSpans'] === undefined) throw new Error(withoutSpans(document));
  let number = 0;
  return objects(document, 'resourceSpans').flatMap((group) => {
    const resource = attributes(object(group, 'resource'), 'attributes');
    return objects(group, 'scopeSpans').map((inner) => {
      const { name, version } = object(inner, 'scope');
      const spans = objects(inner, 'spans').map((span) => checked(span, (number += 1)));
      return { origin: { resource, scopeName: text(name), scopeVersion: text(version) }, spans };
    });
  });
}

function parseObject(line: Uint8Array): Json {
  let document: unknown;
  try {
    document = JSON.parse(utf8.decode(line));
  } catch (error) {
    throw new Error(`is not JSON in UTF-8: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (isObject(document)) return document;
  throw new Error('is JSON, but no object with resourceSpans');
}

function withoutSpans(document: Json): string {
  const other = ['resourceLogs', 'resourceMetrics'].find((key) => key in document);
  return other === undefined ? 'has no resourceSpans' : `holds ${other}, expected resourceSpans`;
}

function checked(span: Json, number: number): OtlpSpan {
  const wrong = (what: string) => new Error(`span ${number} of the line ${what}`);
  if (!matches(span['traceId'], TRACE_ID)) throw wrong('has no traceId of 32 hexadecimal digits');
  if (!matches(span['spanId'], SPAN_ID)) throw wrong('has no spanId of 16 hexadecimal digits');
  const parent = span['parentSpanId'] ?? '';
  if (parent !== '' && !matches(parent, SPAN_ID)) throw wrong('has a parentSpanId that is none');
  for (const key of ['startTimeUnixNano', 'endTimeUnixNano']) {
    if (!isTime(span[key])) throw wrong(`has no ${key} in nanoseconds`);
  }
  for (const link of objects(span, 'links')) {
    if (!matches(link['traceId'], TRACE_ID) || !matches(link['spanId'], SPAN_ID)) throw wrong('has a link to no span');
  }
  for (const event of objects(span, 'events')) {
    if (!isTime(event['timeUnixNano'] ?? 0)) throw wrong('has an event without a timeUnixNano');
    attributes(event, 'attributes');
  }
  attributes(span, 'attributes');
  return { ...span, name: text(span['name']) } as unknown as OtlpSpan;
}

const isTime = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) && value >= 0 : matches(value, NANOSECONDS);

const matches = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function object(outer: Json, key: string): Json {
  const value = outer[key] ?? {};
  if (isObject(value)) return value;
  throw new Error(`has a ${key} that is no object`);
}

/** What is left out is empty. */
function objects(outer: Json, key: string): readonly Json[] {
  const value = outer[key] ?? [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new Error(`has ${key} that are no list of objects`);
}

function attributes(outer: Json, key: string): readonly OtlpAttribute[] {
  const list = objects(outer, key);
  if (list.every((one) => typeof one['key'] === 'string' && isObject(one['value'] ?? {})))
    return list as unknown as readonly OtlpAttribute[];
  throw new Error(`has an attribute without a key or a value`);
}
