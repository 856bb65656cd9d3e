import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Machine, defineSchema } from 'statescope';
import { createLogProvider, createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import { OtelTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import { linesOf, logsOf, resourceOf, scopeOf, spansOf } from './otlp-json.js';
import { SCHEMA_URL } from '../../../src/semconv.js';

const schema = defineSchema({ A: {}, B: { remove: ['A'] } });
class Feed extends Machine.of(schema) {}

describe('the file target', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'statescope-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('holds the spans and logs of a run as OTLP JSON lines that agree with each other', async () => {
    const files = { traces: join(folder, 'out', 'traces.jsonl'), logs: join(folder, 'out', 'logs.jsonl') };
    const traces = await createTraceProvider({ targets: [{ kind: 'file', path: files.traces }], serviceName: 'svc' });
    const logs = await createLogProvider({ targets: [{ kind: 'file', path: files.logs }], serviceName: 'svc' });
    const tracer = new OtelTraces({ sink: new SdkSink({ ...traces, tracer: traces.tracer }) });
    const logged = new OtelLogs({ ...logs, contextOf: (machine) => tracer.contextOf(machine) });
    const feed = new Feed({ id: 'feed', tracers: [tracer, logged] });
    feed.add('A');
    feed.add('B');
    await feed.dispose();
    await tracer.shutdown();
    await logged.shutdown();

    const requests = linesOf(await readFile(files.traces, 'utf8'));
    const spans = requests.flatMap(spansOf);
    expect(traces.stats()).toMatchObject({ received: spans.length, exported: spans.length, dropped: 0, failed: 0 });
    const ids = new Set(spans.map((span) => span.spanId));
    expect(ids.size).toBe(spans.length);
    expect(spans.filter((span) => span.parentSpanId === undefined).map((span) => span.name)).toEqual(['root']);
    expect(spans.every((span) => span.parentSpanId === undefined || ids.has(span.parentSpanId))).toBe(true);
    expect(spans.every((span) => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano))).toBe(true);
    expect(scopeOf(requests[0])).toMatchObject({ name: 'statescope' });
    expect(requests[0]).toMatchObject({
      resourceSpans: [{ schemaUrl: SCHEMA_URL, scopeSpans: [{ schemaUrl: SCHEMA_URL }] }],
    });
    expect(resourceOf(requests[0])).toMatchObject({
      'service.name': 'svc',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'telemetry.sdk.language': 'nodejs',
    });

    const records = linesOf(await readFile(files.logs, 'utf8')).flatMap(logsOf);
    expect(records.map((record) => record.body.stringValue)).toEqual(['[state] +A', '[state] +B -A']);
    const added = spans.find((span) => span.name === '0: [add] A');
    expect(records[0]).toMatchObject({ traceId: added?.traceId, spanId: added?.spanId, severityNumber: 11 });
  });

  it('replaces what an older run left', async () => {
    const path = join(folder, 'traces.jsonl');
    await writeFile(path, 'old');
    const traces = await createTraceProvider({ targets: [{ kind: 'file', path }] });
    traces.tracer.startSpan('new').end();
    await traces.shutdown();
    expect(
      linesOf(await readFile(path, 'utf8'))
        .flatMap(spansOf)
        .map((span) => span.name),
    ).toEqual(['new']);
  });

  it('puts a burst into few lines, without losing a span', async () => {
    const path = join(folder, 'traces.jsonl');
    const traces = await createTraceProvider({ targets: [{ kind: 'file', path }] });
    for (let n = 0; n < 5000; n++) traces.tracer.startSpan(`span ${String(n)}`).end();
    await traces.flush();
    const lines = linesOf(await readFile(path, 'utf8'));
    expect(lines.flatMap(spansOf)).toHaveLength(5000);
    expect(lines.length).toBeLessThanOrEqual(50);
    await traces.shutdown();
  });

  it('refuses a path that cannot be written, and names it', async () => {
    await writeFile(join(folder, 'taken'), '');
    const path = join(folder, 'taken', 'traces.jsonl');
    const made = createTraceProvider({ targets: [{ kind: 'file', path }] });
    await expect(made).rejects.toMatchObject({ code: 'EXPORTER', message: expect.stringContaining(path) as string });
  });
});
