import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { SpanRecord } from '../../../src/exporters/otel-export/span-record.js';
import type { RecordEnd, RecordStart } from '../../../src/exporters/otel-export/span-record.js';

const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const context = { ...parent, spanId: 'c'.repeat(16) };
const at = 1_900_000_000_123.25;
const resource = defaultResource();

type Event = readonly [name: string, timeMs: number, attributes?: Readonly<Record<string, string | number>>];

interface Life {
  readonly start: RecordStart;
  readonly events?: readonly Event[];
  readonly links?: NonNullable<RecordStart['links']>;
  readonly end: RecordEnd;
}

function ours({ start, events = [], links = [], end }: Life): ReadableSpan {
  const spans: ReadableSpan[] = [];
  const origin = { resource, scope: { name: 'test' }, take: (span: ReadableSpan) => spans.push(span) };
  const record = new SpanRecord(origin, context, parent, start);
  for (const event of events) record.event(...event);
  for (const link of links) record.link(link);
  record.end(end);
  return spans[0] as ReadableSpan;
}

/** What the SDK makes of it. */
function theirs({ start, events = [], links = [], end }: Life): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  const idGenerator = { generateSpanId: () => context.spanId, generateTraceId: () => context.traceId };
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const tracer = new BasicTracerProvider({ resource, spanProcessors, idGenerator }).getTracer('test');
  const span = tracer.startSpan(
    start.name,
    {
      startTime: start.timeMs,
      ...(start.attributes && { attributes: start.attributes as Attributes }),
      ...(start.links && { links: start.links.map((link) => ({ context: link.context })) }),
    },
    trace.setSpanContext(ROOT_CONTEXT, parent),
  );
  for (const [name, timeMs, attributes] of events) span.addEvent(name, attributes, timeMs);
  for (const link of links) span.addLink({ context: link.context, attributes: link.attributes as Attributes });
  if (end.name !== undefined) span.updateName(end.name);
  if (end.attributes !== undefined) span.setAttributes(end.attributes as Attributes);
  if (end.failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: end.failure.message });
  span.end(end.timeMs);
  return exporter.getFinishedSpans()[0] as ReadableSpan;
}

function read(span: ReadableSpan) {
  const { name, kind, status, startTime, endTime, duration, ended, attributes, events, links } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount, parentSpanContext } = span;
  return {
    ...{ name, kind, status, startTime, endTime, duration, ended, attributes, events, links, parentSpanContext },
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount, context: span.spanContext() },
    ...{ scope: span.instrumentationScope.name, resource: span.resource.attributes },
  };
}

const many = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const linkTo = (n: number) => ({ context: { ...parent, spanId: String(n).padStart(16, '0') } });
const start = { name: 'a', timeMs: at };
const end = { timeMs: at + 1.5 };

const lives: readonly (readonly [name: string, life: Life])[] = [
  ['nothing but its times', { start, end }],
  ['attributes', { start: { ...start, attributes: { a: 1, b: ['x', 'y'], c: true } }, end }],
  [
    'attributes of its start and of its end',
    { start: { ...start, attributes: { a: 1, b: 2 } }, end: { ...end, attributes: { b: 3, c: 'x' } } },
  ],
  [
    'events',
    {
      start,
      events: [
        ['e', at + 0.5, { n: 1 }],
        ['f', at + 1],
      ],
      end,
    },
  ],
  ['links from its start on, and later', { start: { ...start, links: [linkTo(1)] }, links: [linkTo(2)], end }],
  ['attributes of a link', { start, links: [{ ...linkTo(1), attributes: { kind: 'x' } }], end }],
  ['another name and a failure', { start, end: { ...end, name: 'b', failure: { message: 'boom' } } }],
  ['an end before its start', { start, end: { timeMs: at - 5 } }],
  ['an end in the next second', { start: { name: 'a', timeMs: at + 800 }, end: { timeMs: at + 900 } }],
  ['too many events', { start, events: many(131).map((n): Event => [`e${String(n)}`, at + n]), end }],
  ['too many links', { start, links: many(131).map(linkTo), end }],
  ['as many links as there may be', { start, links: many(128).map(linkTo), end }],
  [
    'too many attributes',
    { start, end: { ...end, attributes: Object.fromEntries(many(130).map((n) => [`k${String(n)}`, n])) } },
  ],
];

describe('the record of a span', () => {
  it.each(lives)('reads as a span of the SDK: %s', (_, life) => {
    expect(read(ours(life))).toEqual(read(theirs(life)));
  });

  it.each(lives)('is encoded as a span of the SDK: %s', (_, life) => {
    const encoded = (span: ReadableSpan) => new TextDecoder().decode(JsonTraceSerializer.serializeRequest([span]));
    expect(encoded(ours(life))).toEqual(encoded(theirs(life)));
  });

  it('is handed over once, and takes nothing after its end', () => {
    const spans: ReadableSpan[] = [];
    const take = (span: ReadableSpan) => spans.push(span);
    const record = new SpanRecord({ resource, scope: { name: 'test' }, take }, context, parent, start);
    expect([record.ended, record.endTime, record.duration]).toEqual([false, [0, 0], [-1, -1]]);
    record.end(end);
    record.end({ timeMs: at + 9, name: 'late' });
    record.event('late', at);
    record.link(linkTo(1));
    expect(spans.map(read)).toEqual([read(ours({ start, end }))]);
    expect(record.kind).toBe(SpanKind.INTERNAL);
  });

  it('leaves the links it is given as they are', () => {
    const given = many(20).map(linkTo);
    expect(ours({ start: { ...start, links: given }, links: [linkTo(99)], end }).links).toHaveLength(21);
    expect(given).toHaveLength(20);
  });
});
