import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { MEMORY_LOGS, MEMORY_SPANS, otelTraces } from 'statescope/di';
import { run } from './feed.mjs';

const memory = { traces: { exporter: 'memory' }, logs: { exporter: 'memory' } };
const start = (feed) => void feed.add('Start');

/** Each span by its way from the root. */
const waysOf = (spans) => {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const way = (span) => {
    const parent = span.parentSpanContext && byId.get(span.parentSpanContext.spanId);
    return parent ? `${way(parent)} > ${span.name}` : span.name;
  };
  return spans.map(way).sort();
};

const TREE = [
  'root',
  'root > mach:0:feed',
  'root > mach:0:feed > 0:states',
  'root > mach:0:feed > 0:states > 0:Ready > 0:Ready',
  'root > mach:0:feed > 0:states > 0:Start > 0:Start',
  'root > mach:0:feed > 0:transitions > 0: [add] Start',
  'root > mach:0:feed > mach:0:feed lifetime',
];

test('the tree of spans is the same', async () => {
  const { container, stats } = await run(memory, start);
  const ways = waysOf(container.resolve(MEMORY_SPANS).items);
  for (const way of TREE) assert.ok(ways.includes(way), `${way} is missing in\n${ways.join('\n')}`);
  assert.deepEqual([stats.dropped, stats.errors], [0, 0]);
});

test('log records carry the identity of their transition, and errors their attributes', async () => {
  const { container } = await run(memory, (feed) => void feed.add('Start', { fail: true }));
  const spans = new Map(container.resolve(MEMORY_SPANS).items.map((span) => [span.spanContext().spanId, span.name]));
  const records = container.resolve(MEMORY_LOGS).items;
  const error = records.find(({ severityNumber }) => severityNumber === 17);
  assert.equal(error?.attributes['exception.type'], 'TypeError');
  assert.ok(records.every(({ spanContext }) => spans.has(spanContext?.spanId)));
});

test('a provider of the program is used, and left to it', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  trace.setGlobalTracerProvider(provider);
  await run({ modules: [otelTraces({ provider: 'auto' })] }, start);
  const ways = waysOf(exporter.getFinishedSpans());
  for (const way of TREE) assert.ok(ways.includes(way), way);
  provider.getTracer('own').startSpan('after', {}, context.active()).end();
  assert.ok(waysOf(exporter.getFinishedSpans()).includes('after'));
});

test('samplers keep what they are told to keep', async () => {
  for (const [sampler, samplerRatio, some] of [
    ['always_off', undefined, false],
    ['traceidratio', 0, false],
    ['parentbased_traceidratio', 1, true],
  ]) {
    const { container } = await run({ traces: { exporter: 'memory', sampler, samplerRatio } }, start);
    assert.equal(container.resolve(MEMORY_SPANS).items.length > 0, some, sampler);
  }
});
