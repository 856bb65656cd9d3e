import type { TelemetryConfig } from '../../config/index.js';
import { readTls } from '../../http/index.js';
import type { TlsFiles } from '../../http/index.js';
import { authHeaders, otlpUrl } from './client-options.js';
import type { LokiClientOptions } from './client-options.js';

/**
 * What a configuration says of the client.
 * @throws MachineError `EXPORTER` naming a certificate or key that can't be read
 */
export async function configuredLoki({ loki, ...config }: TelemetryConfig): Promise<LokiClientOptions> {
  const { url: _url, protocol: _protocol, batch, certificate, clientCertificate, clientKey, ...options } = loki;
  return {
    ...options,
    ...batch,
    service: config.service,
    preset: config.preset,
    tls: await readTls({ certificate, clientCertificate, clientKey }),
    limitMs: config.shutdownTimeoutMs,
  };
}

/** Where log records go over OTLP into Loki. */
export interface LokiOtlpTarget {
  readonly kind: 'otlp';
  readonly protocol: 'http/protobuf';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  readonly timeoutMs?: number;
  readonly tls: TlsFiles;
}

/**
 * What a configuration says of Loki as a receiver of OTLP.
 * @throws MachineError `CONFIG` for an address or credentials that are unfit
 */
export function lokiOtlpTarget(address: string, { loki }: TelemetryConfig): LokiOtlpTarget {
  const { certificate, clientCertificate, clientKey, compression = 'gzip', timeoutMs } = loki;
  return {
    kind: 'otlp',
    protocol: 'http/protobuf',
    url: otlpUrl(address).href,
    headers: authHeaders(loki),
    compression,
    ...(timeoutMs !== undefined && { timeoutMs }),
    tls: { certificate, clientCertificate, clientKey },
  };
}
