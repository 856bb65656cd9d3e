import 'reflect-metadata';
import { container } from 'tsyringe';
import { memory, prometheus, startTelemetry } from '../../src/di/index.js';
import type { TelemetryModule } from '../../src/di/index.js';
import { Feed } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** A module whose answers all throw. */
const throwing: TelemetryModule = {
  name: 'mine',
  start: () => {
    const fail = (): never => {
      throw new Error('no answer');
    };
    const answers = { contextOf: fail, record: fail, stats: fail, losses: fail, budget: fail, destinations: fail };
    return Promise.resolve({ tracers: [], ...answers, flush: fail, shutdown: fail });
  },
};

test('a module that throws when it is asked keeps nobody from an answer, and is told of', async () => {
  const lines: string[] = [];
  const telemetry = await startTelemetry(container, {
    environment: {},
    configFile: false,
    diagnostic: (line) => lines.push(line),
    modules: [throwing, memory(), prometheus({ port: 0 })],
  });
  const feed = new Feed({ id: 'feed' });
  feed.add('Start');
  feed.addErr(new Error('on purpose'));
  await telemetry.flush();
  expect(telemetry.stats().spans).toBeGreaterThan(0);
  expect(telemetry.budget().series).toBeGreaterThan(0);
  expect(telemetry.report.warnings).toContain('module mine: no answer');
  expect((await telemetry.doctor()).filter(({ status }) => status === 'fail')).toEqual([]);
  expect((await fetch(telemetry.metricsUrl ?? '')).status).toBe(200);
  await telemetry.shutdown();
  expect(lines).toContain('telemetry: module mine: no answer');
});
