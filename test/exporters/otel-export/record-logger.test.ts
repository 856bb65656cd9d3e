import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import type { LogRecord } from '@opentelemetry/api-logs';
import { defaultResource } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { RecordLogger } from '../../../src/exporters/otel-export/record-logger.js';
import type { RecordLimits } from '../../../src/exporters/otel-export/record-limits.js';

const scope = { name: 'test' };

function ours(given: LogRecord, limits: RecordLimits = {}): ReadableLogRecord {
  const records: ReadableLogRecord[] = [];
  const logger = new RecordLogger({ resource: defaultResource(), scope, limits }, (record) => records.push(record));
  logger.emit(given);
  return records[0] as ReadableLogRecord;
}

/** What the SDK makes of it. */
function theirs(given: LogRecord, { attributeCount, attributeLength }: RecordLimits = {}): ReadableLogRecord {
  const exporter = new InMemoryLogRecordExporter();
  const logRecordLimits = {
    ...(attributeCount !== undefined && { attributeCountLimit: attributeCount }),
    ...(attributeLength !== undefined && { attributeValueLengthLimit: attributeLength }),
  };
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  new LoggerProvider({ processors, logRecordLimits }).getLogger('test').emit(given);
  return exporter.getFinishedLogRecords()[0] as ReadableLogRecord;
}

function read(record: ReadableLogRecord) {
  const { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, body, eventName } = record;
  const { attributes, droppedAttributesCount, instrumentationScope } = record;
  return {
    ...{ hrTime, hrTimeObserved, spanContext, severityText, severityNumber, body, eventName },
    ...{ attributes, droppedAttributesCount, scope: instrumentationScope.name },
  };
}

const at = 1_900_000_000_123;

beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(at + 7));
afterEach(() => jest.restoreAllMocks());

const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const circular: Record<string, unknown> = {};
circular['self'] = circular;

const records: readonly (readonly [name: string, given: LogRecord, limits?: RecordLimits])[] = [
  ['a text', { timestamp: at, body: 'a' }],
  ['two times', { timestamp: at, observedTimestamp: at + 5, body: 'a' }],
  ['a date', { timestamp: new Date(at) }],
  ['a pair of seconds and nanoseconds', { timestamp: [5, 6] }],
  ['a moment since the start of the process', { timestamp: 12.5 }],
  ['a fraction that rounds up to a second', { timestamp: at - 123 + 999.9999999 }],
  [
    'severities and an event',
    { timestamp: at, severityNumber: SeverityNumber.INFO, severityText: 'INFO', eventName: 'e' },
  ],
  ['a span', { timestamp: at, context: trace.setSpanContext(ROOT_CONTEXT, span) }],
  ['an invalid span', { timestamp: at, context: trace.setSpanContext(ROOT_CONTEXT, { ...span, spanId: '' }) }],
  ['attributes of every kind', { timestamp: at, attributes: { a: 'a', b: 1, c: true, d: ['x', 'y'], e: [1, 'x'] } }],
  ['nested ones', { timestamp: at, attributes: { a: { b: [{ c: new Uint8Array([1]) }] }, n: null, u: undefined } }],
  [
    'what is no value',
    { timestamp: at, attributes: { '': 'x', d: new Date(0), c: circular, f: () => 1, ok: 1 } as never },
  ],
  ['more attributes than allowed', { timestamp: at, attributes: { a: 1, b: 2, c: 3 } }, { attributeCount: 2 }],
  ['none allowed', { timestamp: at, attributes: { a: 1 } }, { attributeCount: 0 }],
  [
    'longer values than allowed',
    { timestamp: at, attributes: { a: 'abcdef', b: ['abcdef', 1], c: { d: 'abcdef' }, e: 12_345 } },
    { attributeLength: 3 },
  ],
  ['an exception', { timestamp: at, exception: new TypeError('broken'), attributes: { a: 1 } }],
];

test.each(records.map(([name, ...rest]) => [name, rest] as const))(
  '%s becomes the record that the SDK makes of it',
  (_name, [given, limits]) => {
    const { exception } = given;
    const expected = read(theirs(given, limits));
    expect(read(ours(given, limits))).toEqual(expected);
    if (exception !== undefined) expect(expected.attributes['exception.type']).toBe('TypeError');
  },
);

test('a record without a time is of now', () => {
  expect(ours({ body: 'a' })).toMatchObject({ hrTime: [1_900_000_000, 130_000_000] });
});

test('what happens to attributes later does not change the record', () => {
  const attributes: Record<string, string> = { a: 'then' };
  const record = ours({ timestamp: at, attributes });
  attributes['a'] = 'now';
  expect(record.attributes).toEqual({ a: 'then' });
});

test('a body without a form is told to be one, so that it does not cost its batch', () => {
  for (const body of [circular, () => 1, new Date(0), [circular]]) {
    expect(ours({ timestamp: at, body: body as never }).body).toBe('[unreadable]');
  }
  for (const body of [{ a: [1, null] }, undefined, 5, new Uint8Array(1)]) {
    expect(ours({ timestamp: at, body: body }).body).toBe(body);
  }
});
