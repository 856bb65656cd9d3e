import { bindTelemetryEnv, machMetricsEnv } from '../../src/by-hand/index.js';
import { AveragedMetrics } from '../../src/exporters/prometheus/index.js';
import { PushgatewayDouble } from '../exporters/prometheus/pushgateway-double.js';
import { Plain } from '../support/machines.js';

let gateway: PushgatewayDouble;
let environment: Record<string, string>;
beforeEach(async () => {
  gateway = await new PushgatewayDouble().start();
  environment = { AM_SERVICE: 'My Reader', AM_PROM_PUSH_URL: gateway.url, AM_PROM_INSTANCE: 'one' };
});
afterEach(() => gateway.stop());

test('metrics are pushed for the service and the instance, then taken away with the last machine', async () => {
  const [a, b] = [new Plain(), new Plain()];
  const first = await machMetricsEnv(a, { environment });
  const second = await machMetricsEnv(b, { environment });
  expect(second?.metrics).toBe(first?.metrics);
  expect(first?.metricsUrl).toBeUndefined();
  a.add('Start');
  await first?.flush();
  expect(gateway.requests[0]).toMatchObject({ method: 'PUT', path: '/metrics/job/my_reader/instance/one' });
  expect(gateway.requests[0]?.body).toContain('asyncmachine_transitions_total{machine_class="Plain"');
  await a.dispose();
  expect(gateway.requests).toHaveLength(1);
  await second?.dispose();
  expect(gateway.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE']);
});

test('the host names the instance where nothing else does', async () => {
  const { AM_PROM_INSTANCE: _, ...rest } = environment;
  const handle = await machMetricsEnv(new Plain(), { environment: { ...rest, AM_HOSTNAME: 'node/7' } });
  await handle?.dispose();
  expect(gateway.requests[0]?.path).toBe(
    `/metrics/job/my_reader/instance@base64/${Buffer.from('node/7').toString('base64url')}`,
  );
});

test('under preset go the averaged gauges are pushed, of submachines as well, without an instance', async () => {
  const machine = new Plain({ id: 'root-0' });
  const handle = await bindTelemetryEnv(machine, { environment: { ...environment, AM_TELEMETRY_PRESET: 'go' } });
  machine.submachine(Plain, { id: 'kid' }).add('Start');
  await handle?.flush();
  const { path = '', body = '' } = gateway.requests[0] ?? {};
  expect(path).toBe('/metrics/job/my_reader');
  expect(body).toContain('am_transitions_kid 1\n');
  expect(body).toContain('am_transitions_root_0 0\n');
  expect(body).not.toContain('asyncmachine_');
  expect(machine.tracers.some((tracer) => tracer instanceof AveragedMetrics)).toBe(true);
  await handle?.dispose();
});

test('a failure is told once and changes nothing for the machine', async () => {
  const errors: unknown[] = [];
  const machine = new Plain();
  const handle = await machMetricsEnv(machine, { environment, onError: (error) => errors.push(error) });
  gateway.answers.push(500, 500);
  await handle?.flush();
  await handle?.flush();
  expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('500') as string })]);
  expect(machine.add('Start')).toBe(0);
  await handle?.dispose();
});

test.each([
  ['no service', { AM_SERVICE: '' }],
  ['metrics that are switched off', { OTEL_METRICS_EXPORTER: 'none' }],
])('with %s nothing is pushed', async (_, more) => {
  const machine = new Plain();
  expect(await machMetricsEnv(machine, { environment: { ...environment, ...more } })).toBeUndefined();
  expect(machine.tracers).toEqual([]);
});
