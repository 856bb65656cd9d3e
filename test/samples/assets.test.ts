import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTR } from '../../src/semconv.js';
import { convertToJaeger } from '../../src/trace-files/index.js';
import { cli } from '../support/cli.js';
import { readSpans } from '../support/otlp-files.js';

const assets = join(__dirname, '../../samples/assets');
const recorded = join(assets, 'pipeline.otlp.jsonl');
const shipped = readFileSync(join(assets, 'pipeline.jaeger.json'), 'utf8');

interface Tag {
  readonly key: string;
  readonly value: unknown;
}

interface JaegerFile {
  readonly data: readonly {
    readonly traceID: string;
    readonly spans: readonly {
      readonly traceID: string;
      readonly spanID: string;
      readonly operationName: string;
      readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
      readonly tags: readonly Tag[];
      readonly logs: readonly { readonly fields: readonly Tag[] }[];
      readonly processID: string;
    }[];
    readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
  }[];
}

const { data } = JSON.parse(shipped) as JaegerFile;
const spans = data.flatMap((trace) => trace.spans);

test('the file for Jaeger is what the converter makes of the recorded spans', async () => {
  const pieces: Uint8Array[] = [];
  await convertToJaeger({ files: [recorded], write: (piece) => Promise.resolve(void pieces.push(piece)) });
  expect(Buffer.concat(pieces).toString()).toBe(shipped);
});

test('the command that is shown makes it', async () => {
  const { code, out, err } = await cli(['traces', 'convert', recorded, '--to', 'jaeger']);
  expect([code, out === shipped, err]).toEqual([0, true, '200 spans in 1 trace\n']);
});

test('no span is missing, and every reference and process is there', () => {
  const ids = new Set(spans.map(({ traceID, spanID }) => `${traceID} ${spanID}`));
  expect(ids).toEqual(new Set(readSpans(recorded).map(({ traceId, spanId }) => `${traceId} ${spanId}`)));
  expect(ids.size).toBe(spans.length);
  const references = spans.flatMap((span) => span.references);
  expect(references.filter(({ traceID, spanID }) => !ids.has(`${traceID} ${spanID}`))).toEqual([]);
  expect(data.map(({ processes }) => Object.values(processes).map(({ serviceName }) => serviceName))).toEqual([
    ['pipeline'],
  ]);
  expect(spans.filter(({ processID }) => data[0]!.processes[processID] === undefined)).toEqual([]);
});

test('it shows machines, failures, handlers and what followed from what', () => {
  const names = spans.map(({ operationName }) => operationName);
  expect(names.filter((name) => /^mach:\d+:\S+$/.test(name))).toEqual([
    'mach:0:indexer',
    'mach:1:worker-1',
    'mach:2:worker-2',
  ]);
  const failed = spans.filter(({ tags }) => tags.some(({ key, value }) => key === 'error' && value === true));
  expect(new Set(failed.map(({ operationName }) => operationName))).toContain('!2: [add] ErrRead Exception');
  expect(names).toEqual(expect.arrayContaining(['ReadingState', 'HashingState', 'CompressingState']));
  expect(spans.some(({ references }) => references.some(({ refType }) => refType === 'FOLLOWS_FROM'))).toBe(true);
  expect(spans.some(({ logs }) => logs.some(({ fields }) => fields[0]?.value === 'FileFoundState'))).toBe(true);
});

test('its attributes have the names of today', () => {
  const known = new Set<string>(Object.values(ATTR));
  const own = spans.flatMap(({ tags }) => tags.map(({ key }) => key)).filter((key) => key.startsWith('asyncmachine.'));
  expect([...new Set(own)].filter((key) => !known.has(key))).toEqual([]);
});

test('it tells of no machine but of those in it', () => {
  expect(shipped).not.toMatch(/file:|\/tmp\/|\/home\/|host\.name|process\.pid/);
});
