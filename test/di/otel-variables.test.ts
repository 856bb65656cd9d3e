import 'reflect-metadata';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { container as root } from 'tsyringe';
import { Logged, Traced } from '../../decorators/index.js';
import { VARIABLES } from '../../src/config/index.js';
import { MEMORY_LOGS, MEMORY_SPANS, startTelemetry } from '../../src/di/index.js';
import type { Telemetry } from '../../src/di/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { Collector } from '../exporters/otel-export/collector.js';
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, SERVER_CERTIFICATE, SERVER_KEY } from '../support/certificates.js';
import { stopScopes } from '../support/scopes.js';
import { temporaryFiles } from '../support/temporary-files.js';

/* Each variable of OpenTelemetry changes what comes out, or how it gets there. */

const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });

@Traced()
@Logged()
class Ring extends Machine.of(schema) {
  AState(): void {
    return;
  }
  AEnd(): void {
    return;
  }
}

type Environment = Readonly<Record<string, string>>;

interface Run {
  readonly telemetry: Telemetry;
  readonly spans: readonly ReadableSpan[];
  readonly logs: readonly ReadableLogRecord[];
}

async function run(environment: Environment): Promise<Run> {
  const container = root.createChildContainer();
  const telemetry = await startTelemetry(container, {
    environment,
    configFile: false,
    shutdownTimeoutMs: 300,
    diagnostic: () => undefined,
  });
  const ring = new Ring({ id: 'ring' });
  for (const state of ['A', 'B', 'A', 'B'] as const) ring.add(state);
  await telemetry.shutdown();
  stopScopes();
  const spans = container.isRegistered(MEMORY_SPANS) ? container.resolve(MEMORY_SPANS).items : [];
  const logs = container.isRegistered(MEMORY_LOGS) ? container.resolve(MEMORY_LOGS).items : [];
  return { telemetry, spans: [...spans], logs: [...logs] };
}

const MEMORY: Environment = { OTEL_TRACES_EXPORTER: 'memory', OTEL_LOGS_EXPORTER: 'memory' };
const covered = new Set<string>();

/** A variable, what is seen without it, and what with it. */
type Row = readonly [name: string, value: string, look: (run: Run) => unknown, without: unknown, expected: unknown];

const longest = (of: readonly { readonly attributes: object }[]): number =>
  Math.max(
    ...of.flatMap(({ attributes }) =>
      Object.values(attributes).map((value) => (typeof value === 'string' ? value.length : 0)),
    ),
  );
const most = (counts: readonly number[]): number => Math.max(0, ...counts);
const keys = (of: readonly { readonly attributes?: object | undefined }[]): number =>
  most(of.map(({ attributes }) => Object.keys(attributes ?? {}).length));
const resourceOf = ({ spans, logs }: Run, key: string): readonly unknown[] =>
  [spans[0], logs[0]].map((record) => record?.resource.attributes[key]);
/** For `toEqual`: a number above a limit. */
const above = (limit: number): unknown => ({ asymmetricMatch: (value: number) => value > limit });

const CONTENT: readonly Row[] = [
  ['OTEL_SDK_DISABLED', 'true', ({ spans, logs }) => [spans.length > 0, logs.length > 0], [true, true], [false, false]],
  [
    'OTEL_SERVICE_NAME',
    'shop',
    (of) => resourceOf(of, 'service.name'),
    Array(2).fill('unknown_service:node'),
    ['shop', 'shop'],
  ],
  ['OTEL_RESOURCE_ATTRIBUTES', 'team=a%20b', (of) => resourceOf(of, 'team'), [undefined, undefined], ['a b', 'a b']],
  ['OTEL_TRACES_EXPORTER', 'none', ({ spans }) => spans.length > 0, true, false],
  ['OTEL_LOGS_EXPORTER', 'none', ({ logs }) => logs.length > 0, true, false],
  ['OTEL_TRACES_SAMPLER', 'always_off', ({ spans }) => spans.length > 0, true, false],
  ['OTEL_ATTRIBUTE_COUNT_LIMIT', '2', ({ spans, logs }) => [keys(spans), keys(logs)], [above(2), above(2)], [2, 2]],
  [
    'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
    '2',
    ({ spans, logs }) => [keys(spans), keys(logs)],
    [above(2), above(2)],
    [2, above(2)],
  ],
  [
    'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT',
    '2',
    ({ spans, logs }) => [keys(spans), keys(logs)],
    [above(2), above(2)],
    [above(2), 2],
  ],
  [
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    '3',
    ({ spans, logs }) => [longest(spans), longest(logs)],
    [above(3), above(3)],
    [3, 3],
  ],
  [
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    '3',
    ({ spans, logs }) => [longest(spans), longest(logs)],
    [above(3), above(3)],
    [3, above(3)],
  ],
  [
    'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    '3',
    ({ spans, logs }) => [longest(spans), longest(logs)],
    [above(3), above(3)],
    [above(3), 3],
  ],
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', '1', ({ spans }) => most(spans.map(({ events }) => events.length)), above(1), 1],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', '1', ({ spans }) => most(spans.map(({ links }) => links.length)), above(1), 1],
  ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '1', ({ spans }) => most(spans.map(({ events }) => keys(events))), above(1), 1],
  ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '0', ({ spans }) => most(spans.map(({ links }) => keys(links))), above(0), 0],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '2', ({ telemetry }) => lost(telemetry, 'traces', 'queue_full'), 0, above(0)],
  ['OTEL_BLRP_MAX_QUEUE_SIZE', '2', ({ telemetry }) => lost(telemetry, 'logs', 'queue_full'), 0, above(0)],
];

function lost(telemetry: Telemetry, signal: string, reason: 'queue_full' | 'refused'): number {
  const sinks = telemetry.stats().sinks.filter((sink) => sink.signal === signal);
  return sinks.reduce((sum, { dropped }) => sum + dropped[reason], 0);
}

function cover(name: string): void {
  covered.add(name);
}

describe('what records hold, and how many there are', () => {
  test.each(CONTENT)('%s=%s', async (name, value, look, without, expected) => {
    cover(name);
    expect(look(await run(MEMORY))).toEqual(without);
    expect(look(await run({ ...MEMORY, [name]: value }))).toEqual(expected);
  });

  test('OTEL_TRACES_SAMPLER_ARG', async () => {
    cover('OTEL_TRACES_SAMPLER_ARG');
    const sampled = { ...MEMORY, OTEL_TRACES_SAMPLER: 'traceidratio' };
    expect((await run(sampled)).spans).not.toEqual([]);
    expect((await run({ ...sampled, OTEL_TRACES_SAMPLER_ARG: '0' })).spans).toEqual([]);
  });

  test.each(['OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BLRP_SCHEDULE_DELAY'])('%s', async (name) => {
    cover(name);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    const exportedBy = async (environment: Environment): Promise<readonly number[]> => {
      const container = root.createChildContainer();
      const telemetry = await startTelemetry(container, { environment, configFile: false });
      new Ring({ id: 'ring' }).add('A');
      await jest.advanceTimersByTimeAsync(50);
      const exported = telemetry.stats().sinks.map((sink) => sink.exported);
      const ending = telemetry.shutdown();
      await jest.advanceTimersByTimeAsync(50);
      await ending;
      stopScopes();
      return exported;
    };
    try {
      const signal = name.includes('BSP') ? 0 : 1;
      expect((await exportedBy(MEMORY))[signal]).toBe(0);
      expect((await exportedBy({ ...MEMORY, [name]: '10' }))[signal]).toBeGreaterThan(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('how records get there', () => {
  let collector: Collector;
  let base: string;
  beforeEach(async () => {
    collector = new Collector();
    base = await collector.start();
  });
  afterEach(() => collector.stop());

  const SIGNALS = [
    ['_TRACES', 'traces', 'BSP', '/v1/traces'],
    ['_LOGS', 'logs', 'BLRP', '/v1/logs'],
  ] as const;
  const paths = (): readonly (string | undefined)[] => [...new Set(collector.requests.map(({ path }) => path))].sort();
  const seen = (path: string) => collector.requests.find((request) => request.path === path);

  test('OTEL_EXPORTER_OTLP_ENDPOINT, for all signals', async () => {
    cover('OTEL_EXPORTER_OTLP_ENDPOINT');
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: `${base}/otlp/` });
    expect(paths()).toEqual(['/otlp/v1/logs', '/otlp/v1/traces']);
  });

  test.each(SIGNALS)('OTEL_EXPORTER_OTLP%s_ENDPOINT, as it is', async (infix) => {
    const name = `OTEL_EXPORTER_OTLP${infix}_ENDPOINT`;
    cover(name);
    await run({ [name]: `${base}/mine` });
    expect(paths()).toEqual(['/mine']);
  });

  const TRANSPORT = [
    ['_HEADERS', 'x-team=a%20b', (headers: object) => 'x-team' in headers && headers['x-team'], false, 'a b'],
    ['_COMPRESSION', 'gzip', (headers: object) => 'content-encoding' in headers, false, true],
    [
      '_PROTOCOL',
      'http/json',
      (headers: object) => 'content-type' in headers && headers['content-type'],
      'application/x-protobuf',
      'application/json',
    ],
  ] as const;
  const EACH = TRANSPORT.flatMap((row) =>
    ['', '_TRACES', '_LOGS'].map((infix) => [`OTEL_EXPORTER_OTLP${infix}${row[0]}`, infix, row] as const),
  );

  test.each(EACH)('%s', async (name, infix, [, value, look, without, expected]) => {
    cover(name);
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, [name]: value });
    for (const [own, , , path] of SIGNALS) {
      expect(look(seen(path)?.headers ?? {})).toEqual(infix === '' || infix === own ? expected : without);
    }
  });

  test.each(['', '_TRACES', '_LOGS'])(
    'OTEL_EXPORTER_OTLP%s_TIMEOUT: a request that takes longer is given up',
    async (infix) => {
      const name = `OTEL_EXPORTER_OTLP${infix}_TIMEOUT`;
      cover(name);
      collector.answer = () => undefined;
      const { telemetry } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, [name]: '20' });
      for (const [own, signal] of SIGNALS) {
        expect(lost(telemetry, signal, 'refused') > 0).toBe(infix === '' || infix === own);
      }
    },
  );

  test.each(SIGNALS)(
    'OTEL_BSP/BLRP_EXPORT_TIMEOUT: a batch is not tried for longer (%s)',
    async (_infix, signal, prefix) => {
      const name = `OTEL_${prefix}_EXPORT_TIMEOUT`;
      cover(name);
      collector.answer = () => undefined;
      const { telemetry } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, [name]: '20' });
      for (const [, each] of SIGNALS) expect(lost(telemetry, each, 'refused') > 0).toBe(each === signal);
    },
  );

  test.each(SIGNALS)(
    'OTEL_BSP/BLRP_MAX_EXPORT_BATCH_SIZE: no request holds more (%s)',
    async (_infix, _signal, prefix, path) => {
      const name = `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`;
      cover(name);
      const { telemetry } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, [name]: '1' });
      const exported = telemetry.stats().sinks.map((sink) => sink.exported);
      expect(collector.requests.filter((request) => request.path === path)).toHaveLength(
        exported[prefix === 'BSP' ? 0 : 1] ?? -1,
      );
    },
  );
});

describe('over TLS', () => {
  const { file } = temporaryFiles();
  const [authority, certificate, key] = [
    file('ca.pem', AUTHORITY),
    file('own.pem', CLIENT_CERTIFICATE),
    file('own.key', CLIENT_KEY),
  ];
  const paths: (string | undefined)[] = [];
  let server: Server;
  let base: string;
  beforeEach(async () => {
    const tls = {
      key: SERVER_KEY,
      cert: SERVER_CERTIFICATE,
      ca: AUTHORITY,
      requestCert: true,
      rejectUnauthorized: true,
    };
    server = createServer(tls, (request, response) => {
      paths.push(request.url);
      request.resume().on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `https://localhost:${String((server.address() as AddressInfo).port)}`;
  });
  afterEach(async () => {
    paths.length = 0;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const FILES = ['_CERTIFICATE', '_CLIENT_CERTIFICATE', '_CLIENT_KEY'] as const;
  const variables = (infix: string): Environment => ({
    [`OTEL_EXPORTER_OTLP${infix}_CERTIFICATE`]: authority,
    [`OTEL_EXPORTER_OTLP${infix}_CLIENT_CERTIFICATE`]: certificate,
    [`OTEL_EXPORTER_OTLP${infix}_CLIENT_KEY`]: key,
  });

  test.each([
    ['', ['/v1/logs', '/v1/traces']],
    ['_TRACES', ['/v1/traces']],
    ['_LOGS', ['/v1/logs']],
  ])('OTEL_EXPORTER_OTLP%s_CERTIFICATE, _CLIENT_CERTIFICATE and _CLIENT_KEY open the door', async (infix, reached) => {
    for (const name of FILES) cover(`OTEL_EXPORTER_OTLP${infix}${name}`);
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, ...variables(infix) });
    expect([...new Set(paths)].sort()).toEqual(reached);
  });

  test.each(['_CERTIFICATE', '_CLIENT_CERTIFICATE'])('without OTEL_EXPORTER_OTLP%s it stays shut', async (missing) => {
    const { [`OTEL_EXPORTER_OTLP${missing}`]: _left, ...others } = variables('');
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: base, ...others });
    expect(paths).toEqual([]);
  });

  test.each(['', '_TRACES'])(
    'OTEL_EXPORTER_OTLP%s_INSECURE=false: gRPC takes it for an endpoint without a scheme',
    async (infix) => {
      cover('OTEL_EXPORTER_OTLP_LOGS_INSECURE');
      cover(`OTEL_EXPORTER_OTLP${infix}_INSECURE`);
      const called: string[] = [];
      const service = new grpc.Server();
      const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
      const bytes = (body: Buffer): Buffer => body;
      const shape = {
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      };
      service.addService(
        { export: { path, requestStream: false, responseStream: false, ...shape } },
        {
          export: ((_call, done) =>
            done(null, Buffer.from(called.push(path) === 0 ? 'x' : ''))) as grpc.handleUnaryCall<Buffer, Buffer>,
        },
      );
      const pair = { private_key: Buffer.from(SERVER_KEY), cert_chain: Buffer.from(SERVER_CERTIFICATE) };
      const port = await new Promise<number>((resolve, reject) => {
        service.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createSsl(null, [pair]), (error, bound) =>
          error === null ? resolve(bound) : reject(error),
        );
      });
      const common = {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `localhost:${String(port)}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_CERTIFICATE: authority,
      };
      try {
        await run({ ...common, [`OTEL_EXPORTER_OTLP${infix}_INSECURE`]: 'true' });
        expect(called).toEqual([]);
        await run({ ...common, [`OTEL_EXPORTER_OTLP${infix}_INSECURE`]: 'false' });
        expect(called).not.toEqual([]);
      } finally {
        service.forceShutdown();
      }
    },
  );
});

/** Looked at elsewhere, or for metrics, or without an effect that the start does not tell. */
const ELSEWHERE = /METRIC|^OTEL_SEMCONV_|^OTEL_PROPAGATORS$|^OTEL_LOG_LEVEL$/;

test('no variable of OpenTelemetry is left out', () => {
  const names = VARIABLES.map(({ name }) => name).filter((name) => name.startsWith('OTEL_') && !ELSEWHERE.test(name));
  expect(names.filter((name) => !covered.has(name))).toEqual([]);
});
