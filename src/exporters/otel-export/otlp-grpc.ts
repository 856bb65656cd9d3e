import type * as Grpc from '@grpc/grpc-js';
import type { HttpConnection } from '../../http/index.js';
import { SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import { retryInfoMs } from './grpc-retry-info.js';
import { loadPackage } from './load-package.js';
import type { OtlpAnswer, OtlpTransport } from './otlp-transport.js';

const SERVICES = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;

/** By the specification of OTLP: what may be tried again as it is; RESOURCE_EXHAUSTED only when the receiver says when. */
const NOT_NOW: ReadonlySet<number> = new Set([1, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED: number = 8;

/** The package that speaks gRPC. */
const GRPC_PACKAGE = '@grpc/grpc-js';

/** @throws MachineError `DEPENDENCY` when the package is not installed */
export function loadGrpc(): Promise<typeof Grpc> {
  return loadPackage(GRPC_PACKAGE, () => import('@grpc/grpc-js'));
}

/** OTLP over gRPC, unary calls on one connection. */
export class GrpcTransport implements OtlpTransport {
  readonly #client: Grpc.Client;
  readonly #metadata: Grpc.Metadata;
  readonly #path: string;
  readonly #open = new Set<Grpc.ClientUnaryCall>();

  constructor(grpc: typeof Grpc, signal: keyof typeof SERVICES, connection: HttpConnection) {
    const { url, headers, compression, tls } = connection;
    const credentials =
      url.protocol === 'https:'
        ? grpc.credentials.createSsl(tls.ca, tls.key, tls.cert)
        : grpc.credentials.createInsecure();
    this.#client = new grpc.Client(url.host, credentials, {
      'grpc.primary_user_agent': `${SCOPE_NAME}/${SCOPE_VERSION}`,
      // It repeats calls by itself otherwise, unseen by whoever counts.
      'grpc.enable_retries': 0,
      ...(compression === 'gzip' && { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip }),
    });
    this.#metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) this.#metadata.set(name.toLowerCase(), value);
    this.#path = SERVICES[signal];
  }

  send(body: Uint8Array, limitMs: number): Promise<OtlpAnswer> {
    return new Promise((resolve) => {
      try {
        const call = this.#client.makeUnaryRequest<Uint8Array, Uint8Array>(
          this.#path,
          (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          (bytes) => bytes,
          body,
          this.#metadata,
          { deadline: Date.now() + limitMs },
          (error, answer) => {
            this.#open.delete(call);
            resolve(error === null ? { kind: 'taken', body: answer ?? new Uint8Array() } : afterError(error));
          },
        );
        this.#open.add(call);
      } catch (error) {
        resolve({ kind: 'refused', error: error instanceof Error ? error : new Error(String(error)) });
      }
    });
  }

  /** A call can't be left alone as a socket can: it keeps the process alive to its deadline. */
  close(): void {
    for (const call of this.#open) call.cancel();
    this.#client.close();
  }
}

function afterError(error: Grpc.ServiceError): OtlpAnswer {
  const [details] = error.metadata.get('grpc-status-details-bin');
  const afterMs = Buffer.isBuffer(details) ? retryInfoMs(details) : undefined;
  const code: number = error.code;
  const isWelcome = NOT_NOW.has(code) || (code === RESOURCE_EXHAUSTED && afterMs !== undefined);
  return isWelcome ? { kind: 'later', error, afterMs } : { kind: 'refused', error };
}
