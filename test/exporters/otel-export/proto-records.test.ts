import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, createTraceState, trace } from '@opentelemetry/api';
import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import type { AnyValueMap } from '@opentelemetry/api-logs';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import * as fc from 'fast-check';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createLogProvider, createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { readAnswer } from '../../../src/exporters/otel-export/proto-answer.js';
import { logsRequest, spansRequest } from '../../../src/exporters/otel-export/proto-records.js';

/* The serializers of OpenTelemetry are the oracle: the bytes must be the same. */

const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const sameSpans = (spans: readonly ReadableSpan[]): void => {
  expect(hexOf(spansRequest(spans))).toBe(hexOf(ProtobufTraceSerializer.serializeRequest([...spans])));
};
const sameLogs = (records: readonly ReadableLogRecord[]): void => {
  expect(hexOf(logsRequest(records))).toBe(hexOf(ProtobufLogsSerializer.serializeRequest([...records])));
};

const context: SpanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const resource = resourceFromAttributes({ 'service.name': 'shop', ports: [1, 2] }, { schemaUrl: 'https://schema' });
const scope = { name: 'test', version: '1.2', schemaUrl: 'https://scope' };

function span(parts: Partial<ReadableSpan> & { readonly context?: SpanContext } = {}): ReadableSpan {
  const { context: own = context, ...others } = parts;
  return {
    ...{
      name: 'a span',
      kind: SpanKind.INTERNAL,
      startTime: [1_900_000_000, 5],
      endTime: [1_900_000_001, 999_999_999],
    },
    ...{ attributes: {}, links: [], events: [], status: { code: SpanStatusCode.UNSET }, duration: [0, 0], ended: true },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0, resource },
    instrumentationScope: scope,
    spanContext: () => own,
    ...others,
  };
}

function log(parts: Partial<ReadableLogRecord> = {}): ReadableLogRecord {
  const times = { hrTime: [1_900_000_000, 5], hrTimeObserved: [1_900_000_000, 6] } as const;
  return {
    ...times,
    attributes: {},
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: scope,
    ...parts,
  } as never;
}

const VALUES: AnyValueMap = {
  text: 'short',
  empty: '',
  'a long text': 'x'.repeat(1000),
  'not ascii': 'żółw 🐢 \ud800 end',
  long: 'ż'.repeat(60),
  true: true,
  false: false,
  ...{ zero: 0, one: 1, negative: -1, min: -(2 ** 63), max: 2 ** 53 + 2, huge: 2 ** 62, beyond: 2 ** 63 },
  ...{ half: 0.5, minus: -0, nan: NaN, infinite: Infinity, edge: 2 ** 31, byte: 127, two: 128, three: 16_384 },
  list: ['a', 1, true, null, undefined, [], { deep: ['x'] }],
  map: { a: 1, b: { c: 'd' }, e: new Uint8Array([0, 255]) },
  bytes: new Uint8Array(300),
  none: null,
  nothing: undefined,
};

test('spans with everything they may have', () => {
  const remote = { ...context, isRemote: true, traceState: createTraceState('a=b,c=d'), traceFlags: TraceFlags.NONE };
  sameSpans([
    span(),
    span({ context: remote, parentSpanContext: remote, kind: SpanKind.CONSUMER, name: 'z'.repeat(200) }),
    span({
      attributes: VALUES as Attributes,
      events: [
        { name: 'e', time: [1, 2] },
        { name: 'ü', time: [0, 0], attributes: VALUES as Attributes, droppedAttributesCount: 300 },
      ],
      links: [{ context }, { context: remote, attributes: { kind: 'x' }, droppedAttributesCount: 1 }],
      status: { code: SpanStatusCode.ERROR, message: 'it is broken' },
      ...{ droppedAttributesCount: 1, droppedEventsCount: 200, droppedLinksCount: 70_000 },
    }),
  ]);
});

test('log records with everything they may have', () => {
  sameLogs([
    log(),
    log({
      body: 'text',
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      eventName: 'e',
      spanContext: context,
    }),
    log({ body: VALUES, attributes: VALUES, droppedAttributesCount: 2, spanContext: { ...context, traceFlags: 0 } }),
    log({ body: null as never, severityNumber: SeverityNumber.UNSPECIFIED }),
  ]);
});

test('records of several resources and scopes, in any order', () => {
  const others = [resourceFromAttributes({}), resourceFromAttributes({ a: true })];
  const scopes = [{ name: 'x' }, { name: '', version: '', attributes: { a: 1 }, droppedAttributesCount: 3 }];
  const parts = [0, 1, 0, 1, 1, 0].map((at, n) => ({
    resource: others[at] as typeof resource,
    instrumentationScope: scopes[n % 2] as { name: string },
  }));
  sameSpans(parts.map((part) => span(part)));
  sameLogs(parts.map((part) => log(part)));
  sameSpans([]);
  sameLogs([]);
});

test.each<HrTime>([
  [0, 0],
  [0, 999_999_999],
  [4, 294_967_295],
  [4, 294_967_296],
  [1_900_000_000, 1],
  [2 ** 32, 0],
  [9_223_372_036, 854_775_807],
  [18_446_744_073, 709_551_615],
])('the time %j, %j', (...time) => {
  sameSpans([span({ startTime: time, endTime: time })]);
});

test('anything else', () => {
  const value = fc.anything({ withTypedArray: false, withBigInt: false, withNullPrototype: false });
  const key = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), key, (attributes, text) => {
      sameLogs([log({ attributes: attributes as AnyValueMap, body: text })]);
      sameSpans([span({ name: text, attributes: attributes as Attributes })]);
    }),
    { numRuns: 300 },
  );
});

test('what repeats, and what is different every time', () => {
  const spans = Array.from({ length: 2500 }, (_, n) =>
    span({
      attributes: {
        same: 'a',
        turn: n % 3 === 0,
        few: `f${String(n % 20)}`,
        many: `m${String(n)}`,
        [`k${String(n)}`]: 'x',
      },
    }),
  );
  sameSpans(spans);
  sameSpans(spans);
});

test('a batch that cannot be read leaves no trace in the next one', () => {
  const hostile = {
    get broken(): never {
      throw new Error('no');
    },
  };
  expect(() => spansRequest([span({ attributes: { a: 1 } }), span({ attributes: hostile })])).toThrow('no');
  sameSpans([span()]);
});

test('requests stay as they are while the next ones are made', () => {
  const first = spansRequest([span({ name: 'first' })]);
  const before = hexOf(first);
  for (let n = 0; n < 5; n++) spansRequest(Array.from({ length: 100 }, () => span({ name: 'x'.repeat(n * 1000) })));
  expect(hexOf(first)).toBe(before);
});

test('what our own tracer and logger make', async () => {
  const spans = new MemoryBuffer<ReadableSpan>();
  const logs = new MemoryBuffer<ReadableLogRecord>();
  const traces = await createTraceProvider({ targets: [{ kind: 'memory', memory: spans }] });
  const logging = await createLogProvider({ targets: [{ kind: 'memory', memory: logs }] });
  const made = traces.tracer.startSpan(
    'a',
    { attributes: { n: 1 }, links: [{ context }] },
    trace.setSpanContext(ROOT_CONTEXT, context),
  );
  made.addEvent('e', { x: 'y' });
  made.end();
  logging.logger.emit({ body: 'b', context: trace.setSpanContext(ROOT_CONTEXT, context), exception: new Error('x') });
  await Promise.all([traces.shutdown(), logging.shutdown()]);
  sameSpans(spans.items);
  sameLogs(logs.items);
});

describe('an answer', () => {
  test.each([
    ['', undefined],
    ['0a00', { rejectedSpans: 0 }],
    ['0a0208ac02'.replace('0a02', '0a03'), { rejectedSpans: 300 }],
    ['0a09080312056f6c646572', { rejectedSpans: 3, errorMessage: 'older' }],
    ['0a0508031203', { rejectedSpans: 3, errorMessage: '' }],
    ['ffff', undefined],
  ])('%s tells %j', (hex, partialSuccess) => {
    expect(readAnswer(Buffer.from(hex, 'hex')).partialSuccess).toEqual(partialSuccess);
  });
});
