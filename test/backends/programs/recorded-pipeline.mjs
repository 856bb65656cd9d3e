// The pipeline sample, exported as the environment says; prints what recording sinks beside the exporters saw.
// Usage: node recorded-pipeline.mjs FOLDER_OF_THE_SAMPLE FOLDER_TO_WORK_ON
import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLOCK, startTelemetry, TRACER } from 'statescope/di';
import { OtelLogs } from 'statescope/exporters/otel-logs';
import { OtelTraces, RecordingSink } from 'statescope/exporters/otel-traces';
import { container } from 'tsyringe';

const MOST_SPANS = 100_000;
const [sample, folder] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(join(sample, name)));
const [{ findFiles }, { runPipeline }] = [await part('find-files.js'), await part('run.js')];

// Stands still while synchronous code runs, so that all sinks measure the same.
let instant;
const clock = () => {
  if (instant === undefined) {
    instant = performance.timeOrigin + performance.now();
    queueMicrotask(() => (instant = undefined));
  }
  return instant;
};

const sink = new RecordingSink({ limit: MOST_SPANS });
const logs = [];
const logger = { emit: (record) => logs.push(record), enabled: () => true };
container.register(CLOCK, { useValue: clock });
container.register(TRACER, { useValue: new OtelTraces({ id: 'recorded-traces', sink, clock }) });
container.register(TRACER, { useValue: new OtelLogs({ id: 'recorded-logs', logger, clock }) });

const telemetry = await startTelemetry(container, { metrics: { exporter: 'none' } });
await runPipeline({
  find: (signal) => findFiles(folder, signal),
  concurrency: 4,
  telemetry,
  signal: new AbortController().signal,
});
await telemetry.shutdown();

const { spans: exportedSpans, logs: exportedLogs, dropped, waiting } = telemetry.stats();
const spans = sink.spans.map(({ name, context, parent, startMs, endMs, attributes, links, events, failure }) => ({
  ...{ name, context, parent, startMs, endMs, attributes, links, events, failure },
}));
const records = logs.map(({ body, severityNumber, attributes }) => ({ body, severityNumber, attributes }));
const exported = { spans: exportedSpans, logs: exportedLogs, dropped, waiting };
const { warnings } = telemetry.report;
process.stdout.write(`${JSON.stringify({ exported, warnings, spans, logs: records })}\n`);
