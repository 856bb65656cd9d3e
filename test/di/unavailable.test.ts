import 'reflect-metadata';
import { container } from 'tsyringe';
import { startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';

const start = (options: StartOptions) =>
  startTelemetry(container.createChildContainer(), { environment: {}, configFile: false, ...options });

test('what is configured and not there yet is told once, and starts nothing else', async () => {
  const telemetry = await start({
    environment: { OTEL_METRICS_EXPORTER: 'otlp', AM_LOKI_ADDR: 'localhost:3100', AM_LOKI_TENANT: 'a' },
    dbg: { address: 'localhost:6831' },
  });
  expect(telemetry.report.warnings).toEqual([
    'metrics.exporter otlp (OTEL_METRICS_EXPORTER) is not available in this version',
    'dbg is set (code) and not available in this version',
    'loki is set (AM_LOKI_ADDR, AM_LOKI_TENANT) and not available in this version',
  ]);
  expect([telemetry.report.modules, telemetry.metricsUrl]).toEqual([[], undefined]);
  await telemetry.shutdown();
});

test('lines are printed besides where they go, or alone', async () => {
  const dir = jest.spyOn(console, 'dir').mockImplementation(() => undefined);
  for (const exporter of ['none', 'memory', 'console'] as const) {
    const telemetry = await start({ environment: { AM_LOG_PRINT: '1' }, logs: { exporter }, instrumentUnmarked: true });
    const { Machine } = await import('../../src/engine/index.js');
    new Machine({ Start: {} }).add('Start');
    await telemetry.shutdown();
    const bodies = dir.mock.calls.map(([record]) => (record as { body: unknown }).body);
    expect(bodies).toContain('[state] +Start');
    expect(new Set(bodies).size).toBe(bodies.length);
    dir.mockClear();
  }
  dir.mockRestore();
});
