import { loadConfig } from '../../src/config/index.js';
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
  ['AM_PUBSUB_LOG', '1', 'AM_PUBSUB_LOG is set and decides nothing: there is no such layer here'],
  ['OTEL_TRACES_EXPORTER', 'zipkin', 'OTEL_TRACES_EXPORTER is set and decides nothing: there is no "zipkin" here'],
  [
    'OTEL_TRACES_SAMPLER_ARG',
    'endpoint=http://x',
    'OTEL_TRACES_SAMPLER_ARG is set and decides nothing: only samplers with a ratio take an argument here',
  ],
  [
    'AM_OTEL_GROUPS_ALLOWLIST',
    '1',
    'AM_OTEL_GROUPS_ALLOWLIST is set and decides nothing: it leaves the list to code and file',
  ],
  ['OTEL_METRICS_EXPORTER', 'otlp', 'metrics.exporter otlp (OTEL_METRICS_EXPORTER) is not available in this version'],
  ['AM_LOKI_ADDR', 'localhost:3100', 'loki is set (AM_LOKI_ADDR) and not available in this version'],
  ['AM_GRAFANA_URL', 'localhost:3000', 'grafana is set (AM_GRAFANA_URL) and not available in this version'],
  ['AM_DBG_ADDR', '1', 'dbg is set (AM_DBG_ADDR) and not available in this version'],
  ['AM_OTEL_TRAEC', '1', 'AM_OTEL_TRAEC is not known: did you mean AM_OTEL_TRACE?'],
])('%s=%s does nothing, which is told once', async (name, value, warning) => {
  const { warnings } = await load({ [name]: value });
  expect(warnings).toEqual([warning]);
});

test('half a remote parent decides nothing and says so', async () => {
  const { config, warnings } = await load({ AM_OTEL_TRACE_ID: 'a'.repeat(32) });
  expect(config.traces.traceparent).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test('variables of others are not looked at', async () => {
  const { config, warnings } = await load({ PATH: '/bin', AM_UNKNOWN: '1', OTEL_SERVICE_NAM: '1' });
  expect(config).toEqual((await load({})).config);
  expect(warnings).toEqual([]);
});
