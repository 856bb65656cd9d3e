import 'reflect-metadata';
import { container } from 'tsyringe';
import { startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';

const start = (options: StartOptions) =>
  startTelemetry(container.createChildContainer(), { environment: {}, configFile: false, ...options });

test.each(['text', 'json'])('lines are printed besides where they go, or alone, as %s', async (format) => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const environment = { AM_LOG_PRINT: '1', AM_LOG_FORMAT: format };
  for (const exporter of ['none', 'memory', 'console'] as const) {
    const telemetry = await start({ environment, logs: { exporter }, instrumentUnmarked: true });
    const { Machine } = await import('../../src/engine/index.js');
    new Machine({ Start: {} }, { id: 'm' }).add('Start');
    await telemetry.shutdown();
    const lines = log.mock.calls.flatMap(([text]) => String(text).split('\n'));
    expect(lines).toHaveLength(1);
    if (format === 'json') expect(JSON.parse(lines[0] ?? '')).toMatchObject({ body: '[state] +Start' });
    else expect(lines[0]).toMatch(/ changes {4}Machine m \[state\] \+Start /);
    log.mockClear();
  }
  log.mockRestore();
});
