import { loadConfig } from '../../config/index.js';
import { MachineError } from '../../errors.js';
import { readTls } from '../../http/index.js';
import type { HttpConnection } from '../../http/index.js';
import { otlpTarget } from './configured.js';
import type { Delivery, OtlpProtocol, OtlpTarget } from './export-target.js';
import { OtlpDelivery } from './otlp-delivery.js';
import type { OtlpSerializer } from './otlp-delivery.js';
import { GrpcTransport, loadGrpc } from './otlp-grpc.js';
import { HttpTransport } from './otlp-http.js';
import type { OtlpSignal, OtlpTransport } from './otlp-transport.js';

const REQUEST_MS = 10_000;
const BATCH_MS = 30_000;
/** Of a timer of Node. */
const LONGEST_MS = 2 ** 31 - 1;
const GRPC_PORT = '4317';
const CONTENT_TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const;
/** Sockets to one receiver; the queue keeps to less unless it is told otherwise. */
const MOST_SOCKETS = 256;

/** How one signal is encoded; JSON loads its package only when called. */
export interface OtlpEncoding<T> {
  readonly signal: OtlpSignal;
  json(): Promise<OtlpSerializer<T>>;
  readonly protobuf: OtlpSerializer<T>;
}

/**
 * Delivers over OTLP, in the protocol of the target.
 * @throws MachineError `DEPENDENCY` for a package that is missing, `EXPORTER` for a certificate, a key or an address that is unfit
 */
export async function deliverOverOtlp<T>(given: OtlpTarget, encoding: OtlpEncoding<T>): Promise<Delivery<T>> {
  const { signal } = encoding;
  const target = given.url === undefined ? { ...(await environmentTarget(signal)), ...given } : given;
  const url = urlOf(target.url ?? '');
  const protocol = target.protocol ?? (await usualProtocol(url));
  const delivery = new OtlpDelivery(
    protocol === 'http/json' ? await encoding.json() : encoding.protobuf,
    await transportOf(protocol, signal, {
      url,
      headers: target.headers ?? {},
      compression: target.compression ?? 'none',
      tls: await readTls(target.tls ?? {}),
      maxInFlight: MOST_SOCKETS,
    }),
    { requestMs: limitOf(target.timeoutMs ?? REQUEST_MS), batchMs: limitOf(target.batchTimeoutMs ?? BATCH_MS) },
  );
  return {
    kind: 'otlp',
    protocol,
    // What is shown has neither password nor keys.
    address: protocol === 'grpc' ? url.origin : `${url.origin}${url.pathname}`,
    isConcurrent: true,
    deliver: (batch) => delivery.deliver(batch),
    close: () => delivery.close(),
  };
}

/** 0 is as good as no limit, in OpenTelemetry. */
function limitOf(ms: number): number {
  return ms === 0 ? LONGEST_MS : ms;
}

/** By hand, without a configuration: as the variables say. */
async function environmentTarget(signal: OtlpSignal): Promise<OtlpTarget> {
  const { config } = await loadConfig({ file: false });
  return otlpTarget(signal, config);
}

async function usualProtocol({ port }: URL): Promise<OtlpProtocol> {
  if (port !== GRPC_PORT) return 'http/protobuf';
  return loadGrpc().then(
    () => 'grpc',
    () => 'http/protobuf',
  );
}

async function transportOf(
  protocol: OtlpProtocol,
  signal: OtlpSignal,
  connection: HttpConnection,
): Promise<OtlpTransport> {
  if (protocol === 'grpc') return new GrpcTransport(await loadGrpc(), signal, connection);
  return new HttpTransport(connection, CONTENT_TYPES[protocol]);
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  const shown = text.replace(/\/\/.*@/s, '//');
  throw new MachineError('EXPORTER', `the OTLP address "${shown}" is no http:// or https:// address`);
}
