import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createOtelProvider } from '../../../src/exporters/otel-export/index.js';
import {
  OtelMachTracer,
  OtelTraces,
  ReferenceTraces,
  bindOtelTracer,
} from '../../../src/exporters/otel-traces/index.js';
import { Feed, Item, Plain } from '../../support/machines.js';

const foreign = () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { tracer: provider.getTracer('app'), spans: () => exporter.getFinishedSpans() };
};

test('a tracer of any SDK traces the machine it is bound to, and its submachines', () => {
  const { tracer, spans } = foreign();
  const feed = new Feed({ id: 'feed' });
  feed.bindTracer(new OtelMachTracer({ tracer }));
  feed.submachine(Item, { id: 'item' }).add('Start');
  const names = spans().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['root', 'mach:0:feed', 'mach:1:item', '1: [add] Start']));
});

test('machines hang below the root span that is given', () => {
  const { tracer, spans } = foreign();
  const rootSpan = tracer.startSpan('request');
  new Feed({ id: 'feed' }).bindTracer(new OtelMachTracer({ tracer, rootSpan }));
  new Feed({ id: 'other' }).bindTracer(new OtelMachTracer({ tracer, rootSpan: rootSpan.spanContext() }));
  const { spanId, traceId } = rootSpan.spanContext();
  const machines = spans().filter(({ name }) => name.startsWith('mach:'));
  expect(machines.map(({ parentSpanContext }) => parentSpanContext)).toMatchObject([
    { spanId, traceId },
    { spanId, traceId },
  ]);
  expect(spans().map(({ name }) => name)).not.toContain('root');
});

test('a handle made of options ends its provider, one made of a tracer does not', async () => {
  const [flush, shutdown] = [jest.fn(() => Promise.resolve()), jest.fn(() => Promise.resolve())];
  const options = { tracer: foreign().tracer, flush, shutdown };
  const shared = new OtelMachTracer({ ...options, id: 'shared' });
  const feed = new Feed();
  const [own, lent] = [bindOtelTracer(feed, options), bindOtelTracer(feed, shared)];
  expect([own.id, lent.id]).toEqual(['otel-traces', 'shared']);
  await lent.dispose();
  expect(shutdown).not.toHaveBeenCalled();
  await own.dispose();
  expect(shutdown).toHaveBeenCalledTimes(1);
});

test('what the options say of the tracer holds: names, inheritance', () => {
  const { tracer, spans } = foreign();
  const feed = new Feed({ id: 'feed' });
  bindOtelTracer(feed, { tracer, skipTransitions: true, inherit: { unmarked: true } });
  feed.submachine(Plain, { id: 'plain' }).add('Start');
  const names = spans().map(({ name }) => name);
  expect(names).toContain('mach:1:plain');
  expect(names).not.toContain('1:transitions');
});

test('a provider made by hand has the name of the service, and ends with the handle', async () => {
  const spans: { name: string; resource: { attributes: object } }[] = [];
  const provider = await createOtelProvider('reader', {
    targets: [{ kind: 'memory', memory: { add: (items) => spans.push(...items) } }],
  });
  const feed = new Feed({ id: 'feed' });
  const handle = bindOtelTracer(feed, provider);
  feed.add('Start');
  await handle.dispose();
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['0:Start', 'mach:0:feed lifetime']));
  expect(spans[0]?.resource.attributes).toMatchObject({ 'service.name': 'reader' });
  expect(provider.stats()).toMatchObject({ waiting: 0, dropped: 0, exported: spans.length });
});

test('preset go pins the reference, for a tracer and for a handle', async () => {
  const { tracer, spans } = foreign();
  const rootSpan = tracer.startSpan('request');
  const reference = new OtelMachTracer({ tracer, rootSpan, preset: 'go', skipAuto: true });
  expect([reference instanceof ReferenceTraces, new OtelMachTracer({ tracer }) instanceof OtelTraces]).toEqual([
    true,
    true,
  ]);
  const feed = new Feed({ id: 'feed', tracers: [reference] });
  feed.add('Start');
  expect(spans().map(({ name }) => name)).toEqual([
    'mach:0:feed',
    '0:states',
    '0:transitions',
    '0:Start',
    '0: [add] Start',
  ]);
  expect(spans()[0]?.parentSpanContext?.spanId).toBe(rootSpan.spanContext().spanId);
  const [flush, shutdown] = [jest.fn(() => Promise.resolve()), jest.fn(() => Promise.resolve())];
  const other = new Plain({ id: 'other' });
  const handles = [
    bindOtelTracer(other, { tracer, preset: 'go', id: 'own', flush, shutdown }),
    bindOtelTracer(other, reference),
  ];
  expect(other.tracers.map(({ id }) => id)).toEqual(['own', 'otel-traces']);
  for (const handle of handles) await handle.dispose();
  // Which flushes as well.
  expect([flush.mock.calls.length, shutdown.mock.calls.length, other.tracers]).toEqual([0, 1, []]);
});
