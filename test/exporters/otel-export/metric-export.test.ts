import * as grpc from '@grpc/grpc-js';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { createMetricExport } from '../../../src/exporters/otel-export/index.js';
import type { MetricExportOptions } from '../../../src/exporters/otel-export/index.js';
import { createResource } from '../../../src/exporters/otel-export/resource.js';
import { PrometheusMetrics, metricProducer } from '../../../src/exporters/prometheus/index.js';
import { ScriptedMachine } from '../prometheus/scripted-machine.js';
import { Collector } from './collector.js';

/** Always the same metrics, at the same time. */
function source() {
  const metrics = new PrometheusMetrics({ now: () => 0 });
  new ScriptedMachine(metrics).run({ ticking: ['A'] });
  return metricProducer(metrics, () => 1_700_000_000_000);
}

type Serializer = typeof JsonMetricsSerializer;

/** What a reader of the SDK would send. */
async function expected(serializer: Serializer): Promise<Buffer> {
  const { resourceMetrics } = await source().collect();
  const whole = { ...resourceMetrics, resource: await createResource({ serviceName: 'jobs' }) };
  return Buffer.from(serializer.serializeRequest(whole as never) ?? []);
}

async function pushed(options: Omit<MetricExportOptions, 'source'>) {
  const errors: string[] = [];
  const push = await createMetricExport({
    source: source(),
    serviceName: 'jobs',
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  await push.shutdown();
  return { ...push.stats, errors };
}

describe('metrics over OTLP/HTTP', () => {
  let collector: Collector;
  let url: string;
  beforeEach(async () => {
    collector = new Collector();
    url = `${await collector.start()}/v1/metrics`;
  });
  afterEach(() => collector.stop());

  it.each([
    ['http/json', 'application/json', JsonMetricsSerializer],
    ['http/protobuf', 'application/x-protobuf', ProtobufMetricsSerializer],
  ] as const)('are the bytes of the SDK as %s', async (protocol, type, serializer) => {
    const stats = await pushed({
      target: { kind: 'otlp', url, protocol, compression: 'gzip', headers: { 'X-Team': 'a' } },
    });
    expect(stats).toMatchObject({ pushes: 1, dropped: 0, errors: [] });
    expect(collector.requests).toMatchObject([
      { path: '/v1/metrics', headers: { 'content-type': type, 'x-team': 'a' } },
    ]);
    expect(collector.requests[0]?.bytes.equals(await expected(serializer))).toBe(true);
  });

  it.each([
    ['http/json', '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"too old"}}'],
    ['http/protobuf', Buffer.from([0x0a, 11, 8, 2, 0x12, 7, ...Buffer.from('too old')])],
  ] as const)('count the data points that are refused, as %s', async (protocol, body) => {
    collector.answer = (response) => void response.writeHead(200).end(body);
    const stats = await pushed({ target: { kind: 'otlp', url, protocol } });
    expect(stats).toMatchObject({ pushes: 1, dropped: 2 });
    const points = stats.exported + stats.dropped;
    expect(stats.errors).toEqual([`Error: the receiver refused 2 of ${String(points)} records: too old`]);
  });

  it('count everything where nothing is taken', async () => {
    collector.status = 400;
    const stats = await pushed({ target: { kind: 'otlp', url } });
    expect(stats).toMatchObject({ pushes: 0, exported: 0, errors: [expect.stringContaining('400')] });
    expect(stats.dropped).toBeGreaterThan(0);
  });
});

test('metrics go over gRPC, to the service of metrics', async () => {
  const server = new grpc.Server();
  const bytes: Buffer[] = [];
  const same = (body: Buffer) => body;
  const method = {
    path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    ...{ requestStream: false, responseStream: false },
    ...{ requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same },
  } as const;
  const answer: grpc.handleUnaryCall<Buffer, Buffer> = ({ request }, done) => {
    bytes.push(request);
    done(null, Buffer.alloc(0));
  };
  server.addService({ export: method }, { export: answer });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const url = `http://127.0.0.1:${String(port)}`;
  const stats = await pushed({ target: { kind: 'otlp', url, protocol: 'grpc' } });
  server.forceShutdown();
  expect(stats).toMatchObject({ pushes: 1, errors: [] });
  expect(bytes[0]?.equals(await expected(ProtobufMetricsSerializer))).toBe(true);
});

test('an address that is none is told at the start', async () => {
  await expect(pushed({ target: { kind: 'otlp', url: 'ftp://collector' } })).rejects.toMatchObject({
    code: 'EXPORTER',
  });
});
