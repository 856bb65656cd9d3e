import 'reflect-metadata';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Machine, defineSchema } from 'statescope';
import { LOG_PROVIDER, MEMORY_LOGS, startTelemetry } from 'statescope/di';
import { container as root } from 'tsyringe';

class Feed extends Machine.of(defineSchema({ Start: {} })) {}

const SETTINGS = { configFile: false, environment: {}, preset: 'go', service: 'reader' } as const;

test('under preset go log records are those of the reference, below the span of their machine', async () => {
  const container = root.createChildContainer();
  const telemetry = await startTelemetry(container, {
    ...SETTINGS,
    environment: {},
    traces: { exporter: 'memory', transitions: true },
    logs: { exporter: 'memory', level: 'changes' },
  });
  const feed = new Feed({ id: 'feed', container });
  feed.add('Start');
  await telemetry.flush();
  const records = container.resolve(MEMORY_LOGS).items;
  expect(records.map(({ body, attributes, instrumentationScope }) => [body, attributes, instrumentationScope])).toEqual(
    [['[state] +Start', { 'asyncmachine.id': 'feed', 'service.name': 'reader' }, { name: 'feed' }]],
  );
  expect(records[0]?.severityText).toBe('changes');
  const tracing = feed.tracers.find(({ id }) => id === 'otel-traces') as { contextOf?(view: unknown): unknown };
  expect(records[0]?.spanContext).toEqual(tracing.contextOf?.(feed.view));
  expect(telemetry.stats().logs).toBe(1);
  await telemetry.shutdown();
});

test('under preset go the level is that of the machine alone, unless somebody says otherwise', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const container = root.createChildContainer();
  container.register(LOG_PROVIDER, { useValue: provider });
  const telemetry = await startTelemetry(container, { ...SETTINGS, environment: {} });
  new Feed({ id: 'silent', container }).add('Start');
  new Feed({ id: 'loud', container, logLevel: 2 }).add('Start');
  expect(exporter.getFinishedLogRecords().map(({ instrumentationScope }) => instrumentationScope.name)).toEqual([
    'loud',
  ]);
  await telemetry.shutdown();
});
