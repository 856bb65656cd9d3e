import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTelemetry, type StartOptions } from 'statescope/di';
import { container } from 'tsyringe';
import { findFiles } from '../../samples/pipeline/find-files.js';
import { runPipeline, type RunResult } from '../../samples/pipeline/run.js';
import { readLogs, readSpans, type OtlpLog, type OtlpSpan } from '../support/otlp-files.js';
import { makeFolder, vanish, type TestFolder } from './pipeline-folder.js';

interface Run {
  readonly result: RunResult;
  readonly spans: readonly OtlpSpan[];
  readonly logs: readonly OtlpLog[];
  readonly metrics: string;
  readonly stats: { readonly spans: number; readonly logs: number; readonly dropped: number; readonly series: number };
}

const CONCURRENCY = 4;
/** Spans; the default of `traces.rotate.spans`. */
const ROTATED_AFTER = 10_000;

/** Finds what is there, and plays the two tricks that only a finder can. */
async function* trickyFind(folder: TestFolder, signal: AbortSignal): AsyncGenerator<string> {
  yield folder.subfolder;
  for await (const path of findFiles(folder.path, signal)) {
    if (path === folder.vanishing) await vanish(path);
    yield path;
  }
}

async function run(folder: TestFolder, out: string, settings: StartOptions = {}): Promise<Run> {
  const telemetry = await startTelemetry(container.createChildContainer(), {
    environment: {},
    configFile: false,
    traces: { exporter: 'file', file: join(out, 'traces.jsonl') },
    logs: { exporter: 'file', file: join(out, 'logs.jsonl') },
    metrics: { exporter: 'prometheus', port: 0 },
    ...settings,
  });
  const find = (signal: AbortSignal) => trickyFind(folder, signal);
  const { signal } = new AbortController();
  const result = await runPipeline({ find, concurrency: CONCURRENCY, telemetry, signal });
  const metrics = await (await fetch(telemetry.metricsUrl ?? '')).text();
  await telemetry.shutdown();
  const stats = telemetry.stats();
  return {
    result,
    metrics,
    stats,
    spans: readSpans(join(out, 'traces.jsonl')),
    logs: readLogs(join(out, 'logs.jsonl')),
  };
}

/** Sum of the samples of a metric whose labels contain all of `labels`. */
function sumOf(metrics: string, name: string, ...labels: string[]): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
  const wanted = lines.filter((line) => labels.every((label) => line.includes(label)));
  return wanted.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

const isTransition = (span: OtlpSpan) => /^!?\d+: \[/.test(span.name);
const handlerSpans = (run: Run, name: string) => run.spans.filter((span) => span.name === name);

describe('the pipeline sample over a folder with broken files', () => {
  let base: string;
  let folder: TestFolder;
  let all: Run;
  let without: Run;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'statescope-pipeline-'));
    folder = await makeFolder(join(base, 'one'));
    all = await run(folder, join(base, 'out-one'));
    without = await run(await makeFolder(join(base, 'two')), join(base, 'out-two'), {
      classes: { FileWorker: false },
    });
  }, 60_000);

  afterAll(() => rm(base, { recursive: true, force: true }));

  test('the table says what is in the folder', () => {
    const { tally, finished } = all.result;
    const { files, bytes, compressedBytes, failures, retries } = tally;
    expect({ files, bytes, compressedBytes, failures, finished }).toEqual({
      files: folder.files,
      bytes: folder.bytes,
      compressedBytes: folder.compressedBytes,
      failures: folder.broken,
      finished: true,
    });
    expect(retries).toBe(2 * folder.broken);
  });

  test('transitions agree in the table, the metrics and the spans', () => {
    const { transitions } = all.result.tally;
    expect(sumOf(all.metrics, 'asyncmachine_transitions_total')).toBe(transitions);
    expect(all.spans.filter(isTransition)).toHaveLength(transitions);
  });

  test('failures agree in the table, the metrics and the spans', () => {
    const attempts = 3 * folder.broken;
    expect(sumOf(all.metrics, 'asyncmachine_exceptions_total', 'machine_class="FileWorker"')).toBe(attempts);
    const failed = all.spans.filter((span) => isTransition(span) && span.status.code === 2);
    expect(failed).toHaveLength(attempts);
    const reading = sumOf(all.metrics, 'asyncmachine_handler_duration_seconds_count', 'handler="ReadingState"');
    expect(reading).toBe(folder.files + 2 * folder.broken);
    expect(handlerSpans(all, 'ReadingState')).toHaveLength(reading);
  });

  test('nothing is lost and the counts are those of the files', () => {
    expect(all.stats).toMatchObject({ spans: all.spans.length, logs: all.logs.length, dropped: 0 });
  });

  test('there is one tree per machine in each trace, without orphans, and no span twice', () => {
    const byId = new Map(all.spans.map((span) => [span.spanId, span]));
    expect(byId.size).toBe(all.spans.length);
    const orphans = all.spans.filter((span) => span.parentSpanId !== '' && !byId.has(span.parentSpanId));
    expect(orphans).toEqual([]);
    // A trace that has grown large goes on in another one.
    const traces = new Set(all.spans.map((span) => span.traceId));
    expect(traces.size).toBeLessThanOrEqual(Math.ceil(all.spans.length / ROTATED_AFTER));
    for (const trace of traces) {
      const machines = all.spans.filter(({ name, traceId }) => traceId === trace && /^mach:\d+:[^ ]+$/.test(name));
      expect(machines).toHaveLength(CONCURRENCY + 1);
      const parents = machines.map((span) => byId.get(span.parentSpanId)?.name ?? '');
      expect(parents.sort()).toEqual([...new Array<string>(CONCURRENCY).fill('0:submachines'), 'root']);
    }
  });

  test('every transition has an outcome, and a canceled one what stopped it', () => {
    const transitions = all.spans.filter(isTransition);
    for (const { attributes } of transitions) {
      expect(typeof attributes['accepted']).toBe('boolean');
      expect(attributes['asyncmachine.tx.result']).toBe(attributes['accepted'] === true ? 'executed' : 'canceled');
      if (attributes['accepted'] === false)
        expect(attributes['asyncmachine.tx.canceled_by']).toEqual(expect.any(String));
    }
  });

  test('a handler span covers its asynchronous work', () => {
    const byId = new Map(all.spans.map((span) => [span.spanId, span]));
    for (const span of handlerSpans(all, 'HashingState')) {
      const transition = byId.get(span.parentSpanId) as OtlpSpan;
      expect(isTransition(transition)).toBe(true);
      expect(span.endTimeUnixNano).toBeGreaterThan(transition.endTimeUnixNano);
    }
    expect(handlerSpans(all, 'HashingState')).toHaveLength(folder.files - folder.broken);
  });

  test('only the arguments that a mark names leave the process', () => {
    const withPath = all.spans.filter((span) => 'args.path' in span.attributes);
    expect(withPath.length).toBeGreaterThan(0);
    expect(all.spans.some((span) => 'args.result' in span.attributes)).toBe(false);
  });

  test('log records name a span of the run', () => {
    const ids = new Set(all.spans.map((span) => span.spanId));
    expect(all.logs.length).toBeGreaterThan(folder.files);
    expect(all.logs.filter((log) => !ids.has(log.spanId))).toEqual([]);
    const errors = all.logs.filter((log) => log.severityNumber === 17);
    expect(errors.length).toBeGreaterThanOrEqual(3 * folder.broken);
  });

  test('a class that is switched off takes its spans, series and lines with it, and nothing else', () => {
    expect(without.result.tally).toMatchObject({ files: folder.files, failures: folder.broken });
    expect(without.metrics).not.toContain('FileWorker');
    expect(without.spans.some((span) => /worker-/.test(span.name))).toBe(false);
    expect(without.logs.some((log) => String(log.attributes['asyncmachine.machine.id']).startsWith('worker'))).toBe(
      false,
    );
    const ofIndexer = (spans: readonly OtlpSpan[]) => spans.filter((span) => /^!?0: \[/.test(span.name)).length;
    const kinds = (run: Run) => new Set(run.spans.filter((s) => /^!?0: \[/.test(s.name)).map((span) => span.name));
    expect(ofIndexer(without.spans)).toBeGreaterThan(folder.files);
    expect(kinds(without)).toEqual(kinds(all));
  });
});
