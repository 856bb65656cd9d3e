import * as grpc from '@grpc/grpc-js';
import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import type { OtlpTarget } from '../../../src/exporters/otel-export/export-target.js';

type Reply = (sent: { body: Buffer; metadata: grpc.Metadata }, index: number) => Partial<grpc.ServiceError> | Buffer;

const EXPORT = {
  path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  requestStream: false,
  responseStream: false,
  requestSerialize: (body: Buffer) => body,
  requestDeserialize: (body: Buffer) => body,
  responseSerialize: (body: Buffer) => body,
  responseDeserialize: (body: Buffer) => body,
} as const;

/** The status details of RESOURCE_EXHAUSTED with a RetryInfo of 50 ms. */
function retryIn50Ms(): grpc.Metadata {
  const bytes = (number: number, value: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value]);
  const nanos = Buffer.from([0x10, 0x80, 0xe1, 0xeb, 0x17]);
  const type = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
  const any = Buffer.concat([bytes(1, type), bytes(2, bytes(1, nanos))]);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.concat([Buffer.from([8, 8]), bytes(3, any)]));
  return metadata;
}

describe('OTLP over gRPC', () => {
  let server: grpc.Server;
  const seen: { body: Buffer; metadata: grpc.Metadata }[] = [];
  afterEach(() => {
    server.forceShutdown();
    seen.length = 0;
  });

  const send = async (reply: Reply, target: Partial<OtlpTarget> = {}, limitMs = 5000) => {
    server = new grpc.Server();
    const answer: grpc.handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, done) => {
      const sent = { body: request, metadata };
      const said = reply(sent, seen.push(sent) - 1);
      if (Buffer.isBuffer(said)) done(null, said);
      else if (said.code !== undefined) done(said);
    };
    server.addService({ export: EXPORT }, { export: answer });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    const errors: string[] = [];
    const url = `http://127.0.0.1:${String(port)}/v1/traces`;
    const traces = await createTraceProvider({
      targets: [{ kind: 'otlp', url, protocol: 'grpc', ...target }],
      onError: (error) => errors.push(String(error)),
      limitMs,
    });
    for (let n = 0; n < 3; n++) traces.tracer.startSpan(`span ${String(n)}`).end();
    await traces.shutdown();
    return { ...traces.stats(), errors };
  };

  it.each(['none', 'gzip'] as const)('sends spans and headers, compression %s', async (compression) => {
    const counts = await send(() => Buffer.alloc(0), { headers: { 'X-Team': 'core' }, compression });
    expect(counts).toMatchObject({ exported: 3, errors: [], targets: [{ protocol: 'grpc' }] });
    expect(seen[0]?.metadata.get('x-team')).toEqual(['core']);
    expect(seen[0]?.body.toString('latin1')).toContain('span 2');
  });

  it('counts what the peer refuses of a batch it takes', async () => {
    // partial_success { rejected_spans: 2 }
    const counts = await send(() => Buffer.from([0x0a, 2, 8, 2]));
    expect(counts).toMatchObject({ exported: 1, failed: 2 });
    expect(counts.errors).toEqual(['Error: the receiver refused 2 of 3 records: ']);
  });

  it('repeats a batch as late as the peer asks for', async () => {
    const counts = await send((_sent, index) =>
      index === 0 ? { code: grpc.status.RESOURCE_EXHAUSTED, metadata: retryIn50Ms() } : Buffer.alloc(0),
    );
    expect([seen.length, counts]).toMatchObject([2, { exported: 3, failed: 0, errors: [] }]);
  });

  it.each([
    ['RESOURCE_EXHAUSTED without a time', grpc.status.RESOURCE_EXHAUSTED],
    ['INVALID_ARGUMENT', grpc.status.INVALID_ARGUMENT],
    ['PERMISSION_DENIED', grpc.status.PERMISSION_DENIED],
  ])('does not repeat what the peer refuses with %s', async (_name, code) => {
    const counts = await send(() => ({ code, details: 'no' }));
    expect([seen.length, counts]).toMatchObject([1, { exported: 0, failed: 3, waiting: 0 }]);
  });

  it('gives up on a peer that never answers, within the time of a request', async () => {
    const counts = await send(() => ({}), { timeoutMs: 50 });
    expect(counts).toMatchObject({ failed: 3, waiting: 0 });
  });

  it('ends within its limit while a peer never answers', async () => {
    const from = performance.now();
    const counts = await send(() => ({}), {}, 50);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(counts).toMatchObject({ exported: 0, dropped: 0 });
  });
});
