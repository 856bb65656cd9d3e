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
  [{ OTEL_METRICS_EXPORTER: 'otlp' }, { metrics: { exporter: 'otlp', intervalMs: 60_000, exportTimeoutMs: 30_000 } }],
  [{ AM_OTEL_METRICS: '1' }, { metrics: { exporter: 'otlp' } }],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '500', OTEL_METRIC_EXPORT_TIMEOUT: '200' },
    { metrics: { exporter: 'none', intervalMs: 500, exportTimeoutMs: 200 } },
  ],
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
  [{ AM_LOKI_ADDR: 'user:pass@loki:3100' }, { loki: { url: 'http://user:pass@loki:3100' } }],
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
  [
    { TRACEPARENT: `01-${'c'.repeat(32)}-${'d'.repeat(16)}-01-more` },
    { traces: { traceparent: `01-${'c'.repeat(32)}-${'d'.repeat(16)}-01-more` } },
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
  ['AM_OTEL_TRAEC', '1', 'AM_OTEL_TRAEC is not known: did you mean AM_OTEL_TRACE?'],
])('%s=%s does nothing, which is told once', async (name, value, warning) => {
  const { warnings } = await load({ [name]: value });
  expect(warnings).toEqual([warning]);
});

/** The specification of OpenTelemetry: warn, and go on as if the variable were not set. */
test.each([
  ['OTEL_TRACES_EXPORTER', 'consle', 'traces.exporter is "consle"'],
  ['OTEL_TRACES_SAMPLER', 'sometimes', 'traces.sampler is "sometimes"'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'traces.samplerRatio is 1.5'],
  ['OTEL_TRACES_SAMPLER_ARG', 'half', 'traces.samplerRatio is "half"'],
  ['OTEL_BSP_SCHEDULE_DELAY', 'soon', 'traces.batch.delayMs is "soon"'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0', 'traces.batch.maxWaiting is 0'],
  ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '-1', 'logs.batch.maxBatch is -1'],
  ['OTEL_BLRP_EXPORT_TIMEOUT', '1e99', 'logs.batch.timeoutMs is "1e99"'],
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', '1.5', 'traces.limits.events is 1.5'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'no address', 'otlp.endpoint is "no address"'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/xml', 'otlp.protocol is "http/xml"'],
  ['OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'zip', 'logs.compression is "zip"'],
  ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '10s', 'traces.timeoutMs is "10s"'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a', 'otlp.headers: entry 1 of OTEL_EXPORTER_OTLP_HEADERS is malformed'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=b,c', 'resource: entry 2 of OTEL_RESOURCE_ATTRIBUTES is malformed'],
  ['OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', 'spans', 'traces.exceptions is "spans"'],
  ['OTEL_SDK_DISABLED', '1', 'OTEL_SDK_DISABLED is set and decides nothing: expected true or false'],
])('%s=%s is told and decides nothing', async (name, value, warning) => {
  const { config, warnings } = await load({ [name]: value });
  expect(config).toEqual((await load({})).config);
  expect(warnings).toEqual([expect.stringContaining(warning)]);
  expect(warnings[0]).toMatch(/decides nothing/);
});

/** W3C Trace Context: what is malformed is left out, and a trace of its own begins. */
test.each([
  'none',
  `00-${'c'.repeat(32)}-${'d'.repeat(16)}`,
  `00-${'C'.repeat(32)}-${'d'.repeat(16)}-01`,
  `00-${'0'.repeat(32)}-${'d'.repeat(16)}-01`,
  `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01-more`,
  `ff-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
])('TRACEPARENT=%s begins a trace of its own, which is told', async (TRACEPARENT) => {
  const { config, warnings } = await load({ TRACEPARENT });
  expect(config).toEqual((await load({})).config);
  const mistake = `traces.traceparent is "${TRACEPARENT}" (TRACEPARENT): expected a W3C traceparent`;
  expect(warnings).toEqual([expect.stringContaining(mistake)]);
  expect(warnings[0]).toMatch(/decides nothing$/);
});

test('a malformed TRACEPARENT leaves the parent to the ids of the reference', async () => {
  const ids = { AM_OTEL_TRACE_ID: 'a'.repeat(32), AM_OTEL_SPAN_ID: 'b'.repeat(16) };
  const { config, effective, warnings } = await load({ ...ids, TRACEPARENT: '00-nothing' });
  expect(config.traces.traceparent).toBe(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  expect(effective.find(({ key }) => key === 'traces.traceparent')?.source).toBe('AM_OTEL_TRACE_ID');
  expect(warnings).toHaveLength(1);
});

test('a TRACESTATE that is too long is told and decides nothing', async () => {
  const TRACEPARENT = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;
  const { config, warnings } = await load({ TRACEPARENT, TRACESTATE: `a=${'b'.repeat(9000)}` });
  expect(config.traces).toMatchObject({ traceparent: TRACEPARENT });
  expect(config.traces.tracestate).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/^traces\.tracestate is .{0,100}\(TRACESTATE\).*decides nothing$/)]);
});

test.each([
  [{}, 'http:'],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'http:'],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'false' }, 'https:'],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'false', OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true' }, 'http:'],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'false', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http:'],
])('an endpoint without a scheme under %j begins with %s', async (environment, protocol) => {
  const { config } = await load({ ...environment, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4317' });
  expect(new URL(config.traces.endpoint ?? '').protocol).toBe(protocol);
  const said = await load({ ...environment, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4317' });
  expect(said.config.traces.endpoint).toBe('http://collector:4317');
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
