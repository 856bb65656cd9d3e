import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Machine, defineSchema } from 'statescope';
import { startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';
import { findFiles } from '../../samples/pipeline/find-files.js';
import { runPipeline } from '../../samples/pipeline/run.js';
import { createTraceProvider } from '../../src/exporters/otel-export/index.js';
import { OtelTraces, SdkSink } from '../../src/exporters/otel-traces/index.js';
import { makeFolder } from '../samples/pipeline-folder.js';

setFlagsFromString('--expose-gc');

const FILES = 6000;
const ANSWER_MS = 300;
const MIB = 2 ** 20;

/** Answers late, in a thread of its own, so that what it keeps is not on our heap; tells how many spans it got, and how many of them twice. */
const COLLECTOR = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const seen = new Set();
let records = 0, twice = 0, busy = 0, busiest = 0;
const server = createServer((request, response) => {
  busiest = Math.max(busiest, ++busy);
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    for (const [, id] of text.matchAll(/"spanId":"([0-9a-f]{16})","(?:traceState|parentSpanId|name|flags|kind)/g)) {
      if (request.url !== '/v1/traces') continue;
      records += 1;
      if (seen.has(id)) twice += 1;
      seen.add(id);
    }
    setTimeout(() => { busy -= 1; response.end('{}'); }, ${String(ANSWER_MS)});
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
parentPort.on('message', () => parentPort.postMessage({ records, twice, busiest }));
`;

interface Got {
  readonly records: number;
  readonly twice: number;
  readonly busiest: number;
}

test('a collector that takes its time costs neither spans nor memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statescope-soak-'));
  const collector = new Worker(COLLECTOR, { eval: true });
  const answer = <T>(): Promise<T> => new Promise((resolve) => collector.once('message', resolve));
  const port = await answer<number>();
  await makeFolder(join(folder, 'files'), FILES);
  const telemetry = await startTelemetry(container.createChildContainer(), {
    environment: {},
    configFile: false,
    otlp: { endpoint: `http://127.0.0.1:${String(port)}`, protocol: 'http/json' },
    traces: { exporter: 'otlp' },
    logs: { exporter: 'otlp' },
    shutdownTimeoutMs: 60_000,
  });
  const before = process.memoryUsage().heapUsed;
  let peak = 0;
  let mostWaiting = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
    mostWaiting = Math.max(mostWaiting, telemetry.stats().waiting);
  }, 50);
  const from = performance.now();
  const { signal } = new AbortController();
  const result = await runPipeline({
    find: (s) => findFiles(join(folder, 'files'), s),
    concurrency: 8,
    telemetry,
    signal,
  });
  const ran = performance.now() - from;
  await telemetry.shutdown();
  const ended = performance.now() - from - ran;
  clearInterval(watch);
  collector.postMessage('tell');
  const got = await answer<Got>();
  await collector.terminate();
  await rm(folder, { recursive: true });

  expect(result.finished).toBe(true);
  const { sinks } = telemetry.stats();
  for (const { dropped } of sinks) expect(dropped).toEqual({ queue_full: 0, shutdown: 0, refused: 0 });
  expect(got).toMatchObject({ records: sinks[0]?.accepted, twice: 0 });
  // 110,000 spans and 42,000 log records in all; the queues of both hold 65,536.
  expect(mostWaiting).toBeLessThan(30_000);
  expect((peak - before) / MIB).toBeLessThan(200);
  expect(ended).toBeLessThan(5000);
});

const STALL_MS = 10_000;
/** Of one span that waits, attributes, events and links included. */
const SPAN_BYTES = 5000;

test('a collector that stalls costs no more memory than the queue, and every drop is counted', async () => {
  const stalled = createServer(() => undefined);
  await new Promise<void>((resolve) => stalled.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((stalled.address() as AddressInfo).port)}/v1/traces`;
  const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const target = { kind: 'otlp', url, timeoutMs: 0, batchTimeoutMs: 0 } as const;
  const provider = await createTraceProvider({ targets: [target], limitMs: 100 });
  const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer, activeContext: false }) });
  const ring = new (Machine.of(schema))({ tracers: [tracer] });
  const before = used();
  const until = performance.now() + STALL_MS;
  while (performance.now() < until) {
    for (let n = 0; n < 1000; n++) ring.add(n % 2 === 0 ? 'A' : 'B');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const grown = used() - before;
  const [counts] = provider.stats().targets ?? [];
  await tracer.shutdown();
  await provider.shutdown();
  stalled.closeAllConnections();
  stalled.close();
  const { received = 0, exported, dropped = 0, failed, waiting = 0, capacity = 0 } = counts ?? {};
  expect({ exported, failed }).toEqual({ exported: 0, failed: 0 });
  expect(received).toBe(dropped + waiting);
  expect(waiting).toBeGreaterThanOrEqual(capacity);
  expect(dropped).toBeGreaterThan(100_000);
  expect(grown / waiting).toBeLessThan(SPAN_BYTES);
});
