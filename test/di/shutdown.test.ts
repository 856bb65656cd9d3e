import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { TRACER, otelTraces, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import type { Tracer } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const start = (tracers: readonly Tracer[], options: StartOptions = {}): Promise<Telemetry> => {
  const container = root.createChildContainer();
  for (const tracer of tracers) container.register(TRACER, { useValue: tracer });
  return startTelemetry(container, { environment: {}, configFile: false, modules: [], ...options });
};

/** A tracer whose end takes until it is told. */
const slow = () => {
  let end = (): void => undefined;
  const shutdown = () => new Promise<void>((resolve) => (end = resolve));
  return { tracer: { id: 'slow', shutdown }, end: () => end() };
};

const rounds = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0));
};

test.each([Infinity, 2 ** 40])('a limit of %d is not taken for none', async (timeoutMs) => {
  const { tracer, end } = slow();
  const telemetry = await start([tracer]);
  let isOver = false;
  const over = telemetry.shutdown({ timeoutMs }).then(() => (isOver = true));
  await rounds();
  expect(isOver).toBe(false);
  end();
  await over;
});

test.each([0, -1])('a limit of %d waits for nobody', async (timeoutMs) => {
  const telemetry = await start([slow().tracer]);
  await telemetry.shutdown({ timeoutMs });
});

test.each([NaN, undefined, null])('%p is no limit, so that of the configuration counts', async (timeoutMs) => {
  const telemetry = await start([slow().tracer], { shutdownTimeoutMs: 1 });
  await telemetry.shutdown({ timeoutMs: timeoutMs as number });
});

test('a flush that hangs does not keep a shutdown from its work, which is done once', async () => {
  const tracer = new RecordingTracer();
  const hanging = { id: 'hanging', flush: () => new Promise<void>(() => undefined) };
  const telemetry = await start([hanging, tracer], { shutdownTimeoutMs: 20 });
  await Promise.all([telemetry.flush(), telemetry.shutdown(), telemetry.shutdown()]);
  await telemetry[Symbol.asyncDispose]();
  expect([tracer.flushes, tracer.shutdowns]).toEqual([1, 1]);
});

test('afterwards the doctor says that it is over, and asks for no metrics that are gone', async () => {
  const telemetry = await start([], { modules: [prometheus({ port: 0 })] });
  await telemetry.shutdown();
  const findings = await telemetry.doctor();
  const found = (check: string) => findings.filter((finding) => finding.check === check);
  expect(found('configuration')).toMatchObject([
    { status: 'warn', message: expect.stringContaining('shut down') as string },
  ]);
  expect(found('metrics-endpoint')).toMatchObject([{ status: 'ok' }]);
});

describe('an exporter that is slower than the limit of the configuration', () => {
  const export_ = async (shutdown: (telemetry: Telemetry) => Promise<void>) => {
    const exporter = {
      export: (_batch: readonly unknown[], done: (result: { code: number }) => void) => {
        setTimeout(() => done({ code: 0 }), 40);
      },
      shutdown: () => Promise.resolve(),
    };
    const settings = {
      shutdownTimeoutMs: 10,
      traces: { batch: { maxBatch: 4, delayMs: 1 } },
      diagnostic: () => undefined,
    };
    const telemetry = await start([], { modules: [otelTraces({ exporter })], ...settings });
    new Feed({ id: 'feed' }).add('Start');
    await shutdown(telemetry);
    const [sink] = telemetry.stats().sinks;
    return { accepted: sink?.accepted, exported: sink?.exported };
  };

  test('delivers all where the shutdown has more time, and loses what is left where not', async () => {
    const patient = await export_((telemetry) => telemetry.shutdown({ timeoutMs: 20_000 }));
    expect(patient.exported).toBe(patient.accepted);
    const hurried = await export_((telemetry) => telemetry.shutdown());
    expect(hurried.exported).toBeLessThan(hurried.accepted ?? 0);
  });
});
