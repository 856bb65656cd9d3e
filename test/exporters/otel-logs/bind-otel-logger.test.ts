import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createOtelLoggerProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelLogs, ReferenceLogs, bindOtelLogger } from '../../../src/exporters/otel-logs/index.js';
import { Feed, Item } from '../../support/machines.js';

test('lines go to the exporter of a provider made by hand, which ends with the handle', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const [kept, ended] = [exporter.getFinishedLogRecords(), jest.spyOn(exporter, 'shutdown').mockResolvedValue()];
  const provider = await createOtelLoggerProvider(exporter, { serviceName: 'reader' });
  const feed = new Feed({ id: 'feed' });
  const handle = bindOtelLogger(feed, { provider });
  feed.add('Start');
  await handle.flush();
  expect(kept.map(({ body }) => body)).toEqual(['[state] +Start']);
  expect(kept[0]?.resource.attributes['service.name']).toBe('reader');
  expect(kept[0]?.attributes).toMatchObject({ 'asyncmachine.id': 'feed' });
  await handle.dispose();
  expect(ended).toHaveBeenCalledTimes(1);
});

test('a target does for an exporter', async () => {
  const bodies: unknown[] = [];
  const memory = { add: (items: readonly { body?: unknown }[]) => bodies.push(...items.map(({ body }) => body)) };
  const provider = await createOtelLoggerProvider({ kind: 'memory', memory });
  const feed = new Feed();
  const handle = bindOtelLogger(feed, { provider, level: 'ops' });
  feed.add('Start');
  await handle.dispose();
  expect(bodies).toContain('[add] Start');
});

test('the provider of any SDK is left to its owner, and another destination takes nothing away', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const shutdown = jest.spyOn(provider, 'shutdown');
  const lines: string[] = [];
  const feed = new Feed({ logger: (_level, text) => lines.push(text), logLevel: 2 });
  const handles = [bindOtelLogger(feed, { provider }), bindOtelLogger(feed, { provider, id: 'second' })];
  feed.add('Start');
  await Promise.all(handles.map((handle) => handle.dispose()));
  expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['[state] +Start', '[state] +Start']);
  expect(lines).toContain('[state] +Start');
  expect(shutdown).not.toHaveBeenCalled();
});

test('submachines inherit it unless they shall not', () => {
  const provider = new LoggerProvider();
  const [feed, alone] = [new Feed(), new Feed()];
  bindOtelLogger(feed, { provider });
  bindOtelLogger(alone, { provider, inherit: false });
  expect([feed.submachine(Item).tracers.length, alone.submachine(Item).tracers]).toEqual([1, []]);
});

test('several machines may share one', async () => {
  const logs = new OtelLogs({ logger: new LoggerProvider().getLogger('app') });
  const [a, b] = [new Feed(), new Feed()];
  const handle = bindOtelLogger(a, logs);
  bindOtelLogger(b, logs);
  await handle.dispose();
  expect([a.tracers, b.tracers]).toEqual([[], [logs]]);
});

test('preset go writes as the reference does: a logger for each machine, its own level, no inheritance', async () => {
  const records: ReadableLogRecord[] = [];
  const memory = { add: (items: readonly ReadableLogRecord[]) => records.push(...items) };
  const provider = await createOtelLoggerProvider({ kind: 'memory', memory }, { serviceName: 'reader' });
  const feed = new Feed({ id: 'feed', logLevel: 2 });
  const handle = bindOtelLogger(feed, { provider, preset: 'go', service: 'reader' });
  feed.add('Start');
  feed.submachine(Item, { id: 'item', logLevel: 2 }).add('Start');
  const shared = new ReferenceLogs({ provider: new LoggerProvider(), level: 'changes', id: 'shared' });
  expect([bindOtelLogger(feed, shared).id, shared.logLevel]).toEqual(['shared', 2]);
  await handle.dispose();
  expect(records.map(({ body, instrumentationScope, attributes }) => [body, instrumentationScope, attributes])).toEqual(
    [['[state] +Start', { name: 'feed' }, { 'asyncmachine.id': 'feed', 'service.name': 'reader' }]],
  );
});

test('preset go is silent for machines without a level, and takes the provider of any SDK', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const feed = new Feed({ id: 'feed' });
  const handle = bindOtelLogger(feed, { provider, preset: 'go' });
  feed.add('Start');
  expect(exporter.getFinishedLogRecords()).toEqual([]);
  await handle.dispose();
  bindOtelLogger(feed, { provider, preset: 'go', level: 'ops' });
  feed.remove('Start');
  const records = exporter.getFinishedLogRecords();
  expect(records.map(({ body }) => body)).toContain('[state] -Start');
  expect(records[0]?.instrumentationScope.name).toBe('feed');
});
