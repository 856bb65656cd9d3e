import { VARIABLES, loadConfig } from '../../src/config/index.js';
import type { Environment } from '../../src/config/index.js';

const load = (environment: Environment) => loadConfig({ environment, file: false });

/** A value for each variable, and what its key is then. */
const SAMPLES: Readonly<Record<string, readonly [value: string, expected: unknown]>> = {
  OTEL_SDK_DISABLED: ['true', 'never'],
  OTEL_RESOURCE_ATTRIBUTES: [
    'deployment.environment.name=a%2Cb, team=c',
    { 'deployment.environment.name': 'a,b', team: 'c' },
  ],
  OTEL_SERVICE_NAME: ['shop', 'shop'],
  OTEL_TRACES_EXPORTER: ['console', 'console'],
  OTEL_LOGS_EXPORTER: ['File', 'file'],
  OTEL_METRICS_EXPORTER: ['prometheus', 'prometheus'],
  OTEL_TRACES_SAMPLER: ['traceidratio', 'traceidratio'],
  OTEL_TRACES_SAMPLER_ARG: ['0.25', 0.25],
  OTEL_METRIC_EXPORT_INTERVAL: ['1000', 1000],
  OTEL_PROPAGATORS: ['tracecontext, b3', ['tracecontext', 'b3']],
  OTEL_LOG_LEVEL: ['DEBUG', 'debug'],
  OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: ['logs/dup', 'logs/dup'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['https://otel:4318', 'https://otel:4318'],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['localhost:4317', 'http://localhost:4317'],
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: ['[::1]:4318/v1/logs', 'http://[::1]:4318/v1/logs'],
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ['http://otel:4318/v1/metrics', 'http://otel:4318/v1/metrics'],
  AM_SERVICE: ['shop', 'shop'],
  AM_HOSTNAME: ['box', 'box'],
  AM_TELEMETRY_PRESET: ['GO', 'go'],
  AM_RPC_DBG: ['1', true],
  AM_TRACE_FILTER: ['file:///srv', 'file:///srv'],
  AM_OTEL_DIAG: ['1', 'debug'],
  AM_DETECT_EVAL: ['1', true],
  AM_OTEL_LOG: ['1', 'otlp'],
  AM_LOG: ['3', 'ops'],
  AM_LOG_PRINT: ['1', true],
  AM_LOG_FILE: ['out/logs.jsonl', 'out/logs.jsonl'],
  AM_LOG_FULL: ['1', { steps: true, checks: true, args: true }],
  AM_LOG_STEPS: ['1', true],
  AM_LOG_CHECKS: ['on', true],
  AM_LOG_ARGS: ['1', true],
  AM_OTEL_METRICS: ['1', 'otlp'],
  AM_PROM_LISTEN: ['0.0.0.0:9', 9],
  AM_PROM_PUSH_URL: ['gateway:9091/base', 'http://gateway:9091/base'],
  AM_PROM_INTERVAL: ['1.5m', 90_000],
  AM_PROM_INSTANCE: ['a:1', 'a:1'],
  AM_LOKI_ADDR: ['localhost:3100', 'http://localhost:3100'],
  AM_LOKI_PROTOCOL: ['otlp', 'otlp'],
  AM_LOKI_USER: ['u', 'u'],
  AM_LOKI_PASSWORD: ['p', 'p'],
  AM_LOKI_TOKEN: ['t', 't'],
  AM_LOKI_TENANT: ['fake', 'fake'],
  AM_LOKI_LABELS: ['team=a,env=b', { team: 'a', env: 'b' }],
  AM_LOKI_ID_LABEL: ['1', true],
  AM_GRAFANA_URL: ['http://localhost:3000', 'http://localhost:3000'],
  GRAFANA_TOKEN: ['g', 'g'],
  AM_GRAFANA_TOKEN: ['g', 'g'],
  AM_GRAFANA_FOLDER: ['f', 'f'],
  AM_GRAFANA_NAME: ['n', 'n'],
  AM_DBG_ADDR: ['1', 'localhost:6831'],
  AM_DBG_NO_TRACE: ['1', false],
  AM_DBG_INHERIT: ['0', false],
  AM_TEST_RUNNER: ['1', false],
  AM_HEALTHCHECK: ['1', true],
  AM_ADMIN_LISTEN: ['1', 9465],
  AM_ADMIN_TOKEN: ['a', 'a'],
  AM_OTEL_TRACE: ['1', 'otlp'],
  AM_OTEL_TRACE_TXS: ['1', true],
  AM_OTEL_TRACE_ARGS: ['1', true],
  AM_OTEL_TRACE_NOAUTO: ['1', false],
  AM_OTEL_TRACE_HEALTH: ['1', true],
  AM_OTEL_TRACE_CHECKS: ['no', false],
  AM_OTEL_SKIP_CANCELED: ['1', false],
  AM_OTEL_SKIP_EMPTY: ['off', true],
  AM_OTEL_TRACE_ALLOW_STATES: [' A , m:B,', ['A', 'm:B']],
  AM_OTEL_TRACE_ALLOW_STATES_RE: ['^m:', ['/^m:/']],
  AM_OTEL_TRACE_SKIP_STATES: ['A', ['A']],
  AM_OTEL_TRACE_SKIP_STATES_RE: ['(^rm-|relay-|rc-)|(RegisterDisposal$)', ['/(^rm-|relay-|rc-)|(RegisterDisposal$)/']],
  AM_OTEL_GROUPS: ['1', true],
  AM_OTEL_GROUPS_ALLOWLIST: ['a,b', ['a', 'b']],
  AM_OTEL_STATES_ALLOWLIST: ['A', ['A']],
  AM_OTEL_HANDLERS: ['spans', 'spans'],
  AM_OTEL_GROUP_SPANS: ['lifetime', 'lifetime'],
  AM_OTEL_REMOTE: ['link', 'link'],
  AM_OTEL_TRACE_SCOPE: ['tx', 'tx'],
  AM_OTEL_TRACE_FILE: ['out/traces.jsonl', 'out/traces.jsonl'],
  AM_OTEL_TRACE_FILE_MAX_BYTES: ['1000000', 1_000_000],
  AM_OTEL_TRACE_FILES: ['3', 3],
  AM_LOG_FILE_MAX_BYTES: ['1', 1],
  AM_LOG_FILES: ['2', 2],
  AM_OTEL_TRACE_FORMAT: ['json', 'json'],
  AM_LOG_FORMAT: ['JSON', 'json'],
  AM_OTEL_PROVIDER: ['auto', 'auto'],
  AM_OTEL_NAMING: ['plain', 'plain'],
  AM_OTEL_ATTRIBUTE_KEYS: ['legacy', 'legacy'],
  AM_OTEL_MULTI: ['instance', 'instance'],
  AM_OTEL_EVENTS_AS: ['both', 'both'],
  AM_OTEL_STATE_SPANS: ['0', false],
  AM_OTEL_START_RECORDS: ['0', false],
  AM_OTEL_STATE_HEARTBEAT: ['30', 30_000],
  AM_OTEL_STATE_SEGMENT: ['10m', 600_000],
  AM_OTEL_MIN_DURATION: ['5ms', 5],
  AM_OTEL_ROTATE_SPANS: ['0', 0],
  AM_OTEL_ROTATE_AGE: ['2h', 7_200_000],
  AM_OTEL_TRACE_HISTORY: ['10', 10],
  AM_OTEL_REST_AFTER: ['1m', 60_000],
  AM_OTEL_NO_ROOT: ['1', false],
  AM_OTEL_EXPORT_ENV: ['1', true],
  TRACEPARENT: [`00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`, `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`],
  TRACESTATE: ['a=b', 'a=b'],
  BAGGAGE: ['a=b', 'a=b'],
};

/** For the many that only differ by their prefix. */
const BY_SUFFIX: readonly (readonly [suffix: RegExp, value: string, expected: unknown])[] = [
  [/_PROTOCOL$/, 'http/json', 'http/json'],
  [/_HEADERS$/, 'authorization=Bearer%20x,a=b', { authorization: 'Bearer x', a: 'b' }],
  [/_(?:CLIENT_CERTIFICATE|CLIENT_KEY|CERTIFICATE)$/, 'a.pem', 'a.pem'],
  [/_COMPRESSION$/, 'gzip', 'gzip'],
  [/_(?:TIMEOUT|DELAY|SIZE|LIMIT)$/, '7', 7],
];

const named = VARIABLES.filter(({ kind }) => kind !== 'part' && kind !== 'scheme').map(
  (variable) => [variable.name, variable] as const,
);

test.each(named)('%s sets its key and names itself as the source', async (name, { key }) => {
  const [value, expected] = SAMPLES[name] ?? BY_SUFFIX.find(([suffix]) => suffix.test(name))?.slice(1) ?? [];
  expect(value).toBeDefined();
  const { config, effective } = await load({ [name]: value as string });
  let found: unknown = config;
  for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
  expect(found).toEqual(expected);
  const within = effective.filter((setting) => `${setting.key}.`.startsWith(`${key}.`));
  if (name !== 'AM_PROM_LISTEN') expect(new Set(within.map(({ source }) => source))).toEqual(new Set([name]));
});

test('no variable stands in the table twice', () => {
  const names = VARIABLES.map(({ name }) => name);
  expect(names).toHaveLength(new Set(names).size);
});

describe('of several variables for one key', () => {
  test.each<[Environment, string, unknown]>([
    [{ AM_SERVICE: 'a', OTEL_SERVICE_NAME: 'b', OTEL_RESOURCE_ATTRIBUTES: 'service.name=c' }, 'service', 'a'],
    [{ OTEL_SERVICE_NAME: 'b', OTEL_RESOURCE_ATTRIBUTES: 'service.name=c' }, 'service', 'b'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=c' }, 'service', 'c'],
    [{ OTEL_TRACES_EXPORTER: 'file', AM_OTEL_TRACE: '1' }, 'traces.exporter', 'file'],
    [{ AM_OTEL_TRACE: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'traces.exporter', 'none'],
    [{ AM_PROM_LISTEN: ':1', OTEL_METRICS_EXPORTER: 'none' }, 'metrics.exporter', 'none'],
    [{ AM_OTEL_METRICS: '1', OTEL_METRICS_EXPORTER: 'none' }, 'metrics.exporter', 'none'],
    [{ AM_LOG_FULL: '1', AM_LOG_STEPS: '0' }, 'semantic.steps', false],
    [{ AM_LOG_FULL: '0' }, 'semantic.steps', false],
    [{ AM_GRAFANA_TOKEN: 'a', GRAFANA_TOKEN: 'b' }, 'grafana.token', 'a'],
  ])('%j: %s is %j', async (environment, key, expected) => {
    const { config } = await load(environment);
    let found: unknown = config;
    for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
    expect(found).toEqual(expected);
  });

  test('a list and an expression are both in force', async () => {
    const { config } = await load({ AM_OTEL_TRACE_SKIP_STATES: 'A,B', AM_OTEL_TRACE_SKIP_STATES_RE: '^rm-' });
    expect(config.traces.states.skip).toEqual(['A', 'B', '/^rm-/']);
  });
});

test('flags of the remote parent are its own variable', async () => {
  const ids = { AM_OTEL_TRACE_ID: 'a'.repeat(32), AM_OTEL_SPAN_ID: 'b'.repeat(16) };
  const { config } = await load({ ...ids, AM_OTEL_TRACE_FLAGS: '00' });
  expect(config.traces.traceparent).toMatch(/-00$/);
  expect((await load({ ...ids, AM_OTEL_TRACE_FLAGS: 'zz' })).warnings).toHaveLength(1);
});

test.each(['0', 'false', 'NO', 'off'])('%s is off', async (value) => {
  expect((await load({ AM_RPC_DBG: value })).config.rpc).toBe(false);
  expect((await load({ AM_DBG_ADDR: value, AM_ADMIN_LISTEN: value })).warnings).toEqual([]);
});
