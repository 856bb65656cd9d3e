import { VARIABLES, loadConfig } from '../../src/config/index.js';
import type { Environment, TelemetryConfig } from '../../src/config/index.js';

const load = (environment: Environment) => loadConfig({ environment, file: false });
type Expected = { readonly [K in keyof TelemetryConfig]?: unknown };

test.each<[Environment, Expected]>([
  [{ AM_SERVICE: 'a', OTEL_SERVICE_NAME: 'b' }, { service: 'a' }],
  [{ OTEL_SERVICE_NAME: 'b' }, { service: 'b' }],
  [{ AM_OTEL_TRACE: '1' }, { traces: { exporter: 'otlp' }, logs: { exporter: 'none' } }],
  [{ AM_OTEL_TRACE: 'off' }, { traces: { exporter: 'none' } }],
  [{ AM_OTEL_TRACE: '' }, { traces: { exporter: 'none' } }],
  [{ AM_OTEL_LOG: 'yes' }, { logs: { exporter: 'otlp' } }],
  [{ AM_OTEL_TRACE_TXS: '1', AM_OTEL_TRACE_NOAUTO: '1' }, { traces: { transitions: true, auto: false } }],
  [{ AM_OTEL_TRACE_HEALTH: '1', AM_OTEL_TRACE_CHECKS: 'no' }, { traces: { health: true, checks: false } }],
  [{ AM_LOG: '4' }, { logs: { level: 'decisions' } }],
  [{ AM_LOG: 'Ops' }, { logs: { level: 'ops' } }],
  [{ AM_RPC_DBG: '1' }, { rpc: true }],
  [{ AM_TELEMETRY_PRESET: 'go' }, { preset: 'go' }],
  [{ AM_PROM_LISTEN: '1' }, { metrics: { exporter: 'prometheus', host: '127.0.0.1', port: 9464 } }],
  [{ AM_PROM_LISTEN: '0.0.0.0:81' }, { metrics: { exporter: 'prometheus', host: '0.0.0.0', port: 81 } }],
  [{ AM_PROM_LISTEN: '[::1]:81' }, { metrics: { exporter: 'prometheus', host: '::1', port: 81 } }],
  [{ AM_PROM_LISTEN: ':81' }, { metrics: { exporter: 'prometheus', host: '127.0.0.1', port: 81 } }],
  [{ AM_PROM_LISTEN: 'off' }, { metrics: { exporter: 'none' } }],
  [{ OTEL_METRICS_EXPORTER: 'prometheus' }, { metrics: { exporter: 'prometheus' } }],
  [{ OTEL_SDK_DISABLED: 'true' }, { telemetry: 'never' }],
  [{ OTEL_SDK_DISABLED: 'false' }, { telemetry: 'auto' }],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' },
    { otlp: { endpoint: 'http://localhost:4318' }, traces: { exporter: 'otlp' }, logs: { exporter: 'otlp' } },
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_LOGS_EXPORTER: 'none' },
    { traces: { exporter: 'otlp' }, logs: { exporter: 'none' } },
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' },
    { traces: { exporter: 'otlp', endpoint: 'http://localhost:4318/v1/traces' }, logs: { exporter: 'none' } },
  ],
  [
    { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://localhost:4318/v1/logs' },
    { traces: { exporter: 'none' }, logs: { exporter: 'otlp', endpoint: 'http://localhost:4318/v1/logs' } },
  ],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { otlp: { protocol: 'http/json' } }],
  [
    { AM_OTEL_TRACE_ID: 'A'.repeat(32), AM_OTEL_SPAN_ID: 'b'.repeat(16) },
    { traces: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } },
  ],
  [
    {
      TRACEPARENT: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`,
      AM_OTEL_TRACE_ID: 'a'.repeat(32),
      AM_OTEL_SPAN_ID: 'b'.repeat(16),
    },
    { traces: { traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00` } },
  ],
])('%j is honoured', async (environment, expected) => {
  const { config, warnings } = await load(environment);
  expect(config).toMatchObject(expected);
  expect(warnings).toEqual([]);
});

test.each([
  ['AM_OTEL_TRACE_SKIP_STATES', 'A', 'this version does not support it'],
  ['OTEL_METRICS_EXPORTER', 'otlp', '"otlp" is not among prometheus, none'],
])('%s=%s decides nothing and says so', async (name, value, reason) => {
  const { warnings } = await load({ [name]: value });
  expect(warnings).toEqual([`${name} is set and decides nothing: ${reason}`]);
});

test('half a remote parent decides nothing and says so', async () => {
  const { config, warnings } = await load({ AM_OTEL_TRACE_ID: 'a'.repeat(32) });
  expect(config.traces.traceparent).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test('variables of others are not looked at', async () => {
  const { config, warnings } = await load({ PATH: '/bin', AM_UNKNOWN: '1' });
  expect(config).toEqual((await load({})).config);
  expect(warnings).toEqual([]);
});

test('every variable of the table says what it means', () => {
  for (const { help } of Object.values(VARIABLES)) expect(help).not.toBe('');
});
