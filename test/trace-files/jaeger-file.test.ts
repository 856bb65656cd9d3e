import { mkdirSync, readdirSync } from 'node:fs';
import { convertToJaeger } from '../../src/trace-files/index.js';
import { temporaryFiles } from '../support/temporary-files.js';

const { path, file } = temporaryFiles();
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const TIMES = { startTimeUnixNano: '1700000000123456789', endTimeUnixNano: '1700000000125456788' };

interface Trace {
  readonly traceID: string;
  readonly spans: readonly Record<string, unknown>[];
  readonly processes: Record<string, unknown>;
}

const span = (traceId: string, number: number, more: object = {}) => ({
  traceId,
  spanId: number.toString(16).padStart(16, '0'),
  name: `span ${number}`,
  ...TIMES,
  ...more,
});

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function line(spans: readonly object[], service = 'shop', scope: object = { name: 'lib', version: '2' }): string {
  const resource = { attributes: [text('service.name', service), text('host.name', 'h')] };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] })}\n`;
}

async function convert(...files: string[]) {
  const pieces: Uint8Array[] = [];
  const write = (piece: Uint8Array) => Promise.resolve(void pieces.push(piece));
  const count = await convertToJaeger({ files, write });
  const written = Buffer.concat(pieces).toString();
  return { count, written, traces: (JSON.parse(written) as { data: Trace[] }).data };
}

const converted = async (more: object) => {
  const { traces } = await convert(file('one', line([span(A, 1, more)])));
  return traces[0]!.spans[0]!;
};

const tags = async (more: object) =>
  ((await converted(more))['tags'] as { key: string; type: string; value: unknown }[]).filter(
    ({ key }) => !key.startsWith('otel.scope.'),
  );

test('a span has its name, times in microseconds, its process and the scope', async () => {
  const { traces, count } = await convert(file('plain', line([span(A, 1)])));
  expect(traces).toEqual([
    {
      traceID: A,
      spans: [
        {
          traceID: A,
          spanID: '0000000000000001',
          operationName: 'span 1',
          references: [],
          startTime: 1700000000123456,
          duration: 1999,
          tags: [
            { key: 'otel.scope.name', type: 'string', value: 'lib' },
            { key: 'otel.scope.version', type: 'string', value: '2' },
          ],
          logs: [],
          processID: 'p1',
          warnings: null,
        },
      ],
      processes: { p1: { serviceName: 'shop', tags: [{ key: 'host.name', type: 'string', value: 'h' }] } },
      warnings: null,
    },
  ]);
  expect(count).toEqual({ traces: 1, spans: 1, damaged: 0 });
});

test('the parent is the first reference, links come after it', async () => {
  const links = [
    { traceId: B, spanId: '00000000000000B2' },
    { traceId: A, spanId: '0000000000000003', attributes: [text('opentracing.ref_type', 'child_of')] },
  ];
  expect((await converted({ parentSpanId: '00000000000000f0', links }))['references']).toEqual([
    { refType: 'CHILD_OF', traceID: A, spanID: '00000000000000f0' },
    { refType: 'FOLLOWS_FROM', traceID: B, spanID: '00000000000000b2' },
    { refType: 'CHILD_OF', traceID: A, spanID: '0000000000000003' },
  ]);
});

test('a link to the parent is no second reference to it', async () => {
  const links = [{ traceId: A, spanId: '00000000000000f0' }];
  expect((await converted({ parentSpanId: '00000000000000f0', links }))['references']).toEqual([
    { refType: 'FOLLOWS_FROM', traceID: A, spanID: '00000000000000f0' },
  ]);
});

test('events become logs with their name and fields', async () => {
  const events = [
    { timeUnixNano: '1700000000124000999', name: 'FooEnter', attributes: [text('emitter', 'x')] },
    { timeUnixNano: 1700000000124000, attributes: [text('event', 'own')] },
  ];
  expect((await converted({ events }))['logs']).toEqual([
    {
      timestamp: 1700000000124000,
      fields: [
        { key: 'event', type: 'string', value: 'FooEnter' },
        { key: 'emitter', type: 'string', value: 'x' },
      ],
    },
    { timestamp: 1700000000124, fields: [{ key: 'event', type: 'string', value: 'own' }] },
  ]);
});

test.each([
  [{ code: 2, message: 'broken' }, ['otel.status_code=ERROR', 'error=true', 'otel.status_description=broken']],
  [{ code: 'STATUS_CODE_ERROR' }, ['otel.status_code=ERROR', 'error=true']],
  [{ code: 1 }, ['otel.status_code=OK']],
  [{ code: 0 }, []],
  [{}, []],
])('the status %j becomes tags', async (status, expected) => {
  expect((await tags({ status })).map(({ key, value }) => `${key}=${String(value)}`)).toEqual(expected);
});

test.each([
  [1, ['internal']],
  [3, ['client']],
  ['SPAN_KIND_CONSUMER', ['consumer']],
  [0, []],
  [undefined, []],
])('the kind %j is told as a tag', async (kind, expected) => {
  expect((await tags({ kind })).map(({ key, value }) => [key, value])).toEqual(
    expected.map((one) => ['span.kind', one]),
  );
});

test.each([
  [{ stringValue: 's' }, 'string', 's'],
  [{ boolValue: false }, 'bool', false],
  [{ intValue: '42' }, 'int64', 42],
  [{ intValue: 7 }, 'int64', 7],
  [{ intValue: '9223372036854775807' }, 'int64', '9223372036854775807'],
  [{ doubleValue: 0.5 }, 'float64', 0.5],
  [{ doubleValue: 'NaN' }, 'string', 'NaN'],
  [{ bytesValue: 'AQI=' }, 'binary', 'AQI='],
  [{ arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, {}] } }, 'string', '["a",1,null]'],
  [{ arrayValue: {} }, 'string', '[]'],
  [{ kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } }, 'string', '{"k":true}'],
  [{}, 'string', ''],
  [undefined, 'string', ''],
])('the value %j becomes a tag', async (value, type, shown) => {
  expect(await tags({ attributes: [{ key: 'k', value }] })).toEqual([{ key: 'k', type, value: shown }]);
});

test('what was dropped and the state of the trace are told as tags', async () => {
  const dropped = { droppedAttributesCount: 0, droppedEventsCount: 3, droppedLinksCount: 1, traceState: 'v=1' };
  expect((await tags(dropped)).map(({ key, value }) => `${key}=${String(value)}`)).toEqual([
    'w3c.tracestate=v=1',
    'otel.dropped_events_count=3',
    'otel.dropped_links_count=1',
  ]);
});

test('a span that ends before it starts has no duration', async () => {
  expect(await converted({ endTimeUnixNano: '1' })).toMatchObject({ duration: 0 });
});

test('spans of several files and origins come together by trace, in their order', async () => {
  const first = file('first', line([span(A, 1), span(B, 2)]) + line([span(A, 3)], 'bank'));
  const second = file('second', line([span(A.toUpperCase(), 4)]));
  const { traces, count, written } = await convert(first, second);
  expect(traces.map(({ spans }) => spans.map(({ operationName, processID }) => [operationName, processID]))).toEqual([
    [
      ['span 1', 'p1'],
      ['span 3', 'p2'],
      ['span 4', 'p1'],
    ],
    [['span 2', 'p1']],
  ]);
  expect(traces.map(({ processes }) => Object.keys(processes))).toEqual([['p1', 'p2'], ['p1']]);
  expect(count).toEqual({ traces: 2, spans: 4, damaged: 0 });
  expect(written.split('\n').filter((one) => one.includes('operationName'))).toHaveLength(4);
});

test('traces larger than a buffer stay whole', async () => {
  const many = Array.from({ length: 9000 }, (_, i) => span(i % 3 === 0 ? A : B, i + 1, { name: `é${i} `.repeat(20) }));
  const lines = Array.from({ length: 90 }, (_, i) => line(many.slice(i * 100, i * 100 + 100)));
  const { traces } = await convert(file('large', lines.join('')));
  const names = (trace: string) => many.filter(({ traceId }) => traceId === trace).map(({ name }) => name);
  expect(traces.map(({ spans }) => spans.map(({ operationName }) => operationName))).toEqual([names(A), names(B)]);
});

test.each([
  ['{"resourceSpans":[', 'is not JSON in UTF-8: '],
  ['null', 'is JSON, but no object with resourceSpans'],
  ['[]', 'is JSON, but no object with resourceSpans'],
  ['{}', 'has no resourceSpans'],
  ['{"resourceLogs":[]}', 'holds resourceLogs, expected resourceSpans'],
  ['{"resourceSpans":{}}', 'has resourceSpans that are no list of objects'],
  ['{"resourceSpans":[{"resource":[]}]}', 'has a resource that is no object'],
  ['{"resourceSpans":[{"scopeSpans":[{"spans":[7]}]}]}', 'has spans that are no list of objects'],
  [line([span('x', 1)]), 'span 1 of the line has no traceId of 32 hexadecimal digits'],
  [line([span(A, 1), span('0'.repeat(32), 2)]), 'span 2 of the line has no traceId of 32 hexadecimal digits'],
  [line([span(A, 0)]), 'span 1 of the line has no spanId of 16 hexadecimal digits'],
  [line([span(A, 1, { parentSpanId: 'up' })]), 'span 1 of the line has a parentSpanId that is none'],
  [line([span(A, 1, { startTimeUnixNano: -1 })]), 'span 1 of the line has no startTimeUnixNano in nanoseconds'],
  [line([span(A, 1, { endTimeUnixNano: undefined })]), 'span 1 of the line has no endTimeUnixNano in nanoseconds'],
  [line([span(A, 1, { links: [{ traceId: A }] })]), 'span 1 of the line has a link to no span'],
  [line([span(A, 1, { events: [{ timeUnixNano: 'now' }] })]), 'span 1 of the line has an event without a timeUnixNano'],
  [line([span(A, 1, { attributes: [{ value: {} }] })]), 'has an attribute without a key or a value'],
])('the damaged line %s is named with file and line, and nothing is written', async (damaged, problem) => {
  const name = file('damaged', `${line([span(A, 1)])}\n${damaged.trimEnd()}\n`);
  const write = jest.fn(() => Promise.resolve());
  await expect(convertToJaeger({ files: [name], write })).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringContaining(`${name}, line 3: ${problem}`) as string,
  });
  expect(write).not.toHaveBeenCalled();
});

test('bytes that are no UTF-8 are damage', async () => {
  const name = file('latin', Buffer.from(line([span(A, 1, { name: 'caf\xe9' })]), 'latin1'));
  await expect(convert(name)).rejects.toThrow(`${name}, line 1: is not JSON in UTF-8`);
});

test('a file that ends within a line is told as such', async () => {
  const name = file(
    'cut',
    line([span(A, 1)])
      .repeat(2)
      .slice(0, -20),
  );
  await expect(convert(name)).rejects.toThrow(
    /line 2: .*; the file ends within the line, as when its writer was killed$/,
  );
});

test('a damaged line is left out as a whole when the caller wants to hear of it', async () => {
  const problems: string[] = [];
  const name = file('partly', line([span(A, 1)]) + line([span(A, 2), span('x', 3)]) + line([span(A, 4)]));
  const write = () => Promise.resolve();
  const count = await convertToJaeger({ files: [name], write, onDamaged: (problem) => problems.push(problem) });
  expect(count).toEqual({ traces: 1, spans: 2, damaged: 1 });
  expect(problems).toEqual([`${name}, line 2: span 2 of the line has no traceId of 32 hexadecimal digits`]);
});

test('files without a span are an error', async () => {
  await expect(convert(file('none', '{"resourceSpans":[]}\n'), file('empty', ''))).rejects.toThrow(
    'there is no span in',
  );
});

describe('the temporary folder', () => {
  const temporaryFolder = path('tmp');
  const left = () => readdirSync(temporaryFolder);
  beforeAll(() => mkdirSync(temporaryFolder));

  test('holds nothing afterwards, whatever happens', async () => {
    const fine = file('fine', line([span(A, 1)]));
    const write = () => Promise.resolve();
    await convertToJaeger({ files: [fine], write, temporaryFolder });
    await expect(convertToJaeger({ files: [path('gone')], write, temporaryFolder })).rejects.toThrow('cannot be read');
    const full = () => Promise.reject(new Error('disk full'));
    await expect(convertToJaeger({ files: [fine], write: full, temporaryFolder })).rejects.toThrow('disk full');
    expect(left()).toEqual([]);
  });

  test('holds nothing if the process is killed on the way', async () => {
    const seen: string[][] = [];
    const write = () => Promise.resolve(void seen.push(left()));
    await convertToJaeger({ files: [file('fine', line([span(A, 1)]))], write, temporaryFolder });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.flat()).toEqual([]);
  });

  test('that cannot be written is an error', async () => {
    const files = [file('fine', line([span(A, 1)]))];
    const conversion = convertToJaeger({ files, write: () => Promise.resolve(), temporaryFolder: path('no/folder') });
    await expect(conversion).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringMatching(/^the temporary file cannot be written: .*ENOENT/) as string,
    });
  });
});
