import type { Delivery, ExportTarget, OtlpTarget } from './export-target.js';
import { deliverToFile } from './file-delivery.js';
import { LineFile } from './line-file.js';
import { deliverThrough } from './sdk-delivery.js';
import type { SdkExporter } from './sdk-exporter.js';
import { readTls, type TlsOptions } from './tls-files.js';

/** What the OTLP exporters of the SDK take. */
export interface OtlpOptions {
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly timeoutMillis?: number;
  readonly compression?: 'gzip' | 'none';
  readonly httpAgentOptions?: TlsOptions;
}

/** How one signal makes its exporters; each loads its package only when called. */
export interface SignalExporters<T> {
  otlp(options: OtlpOptions): Promise<SdkExporter<T>>;
  console(): Promise<SdkExporter<T>>;
  /** Encodes a batch as OTLP JSON. */
  encoder(): Promise<(batch: T[]) => Uint8Array | undefined>;
}

/**
 * Makes the deliveries of a pipeline; when one fails, those made before are closed again.
 * @throws MachineError DEPENDENCY for a package that is missing, EXPORTER for a file that cannot be written
 */
export async function createDeliveries<T>(
  targets: readonly ExportTarget<T>[],
  exporters: SignalExporters<T>,
): Promise<readonly Delivery<T>[]> {
  const made: Delivery<T>[] = [];
  try {
    for (const target of targets) made.push(await createDelivery(target, exporters));
    return made;
  } catch (error) {
    await Promise.allSettled(made.map((delivery) => delivery.close()));
    throw error;
  }
}

async function createDelivery<T>(target: ExportTarget<T>, exporters: SignalExporters<T>): Promise<Delivery<T>> {
  switch (target.kind) {
    case 'otlp':
      return {
        ...deliverThrough(target.kind, await exporters.otlp(await otlpOptions(target))),
        ...(target.url !== undefined && { address: target.url }),
      };
    case 'exporter':
      return deliverThrough(target.kind, target.exporter);
    case 'console':
      return deliverThrough(target.kind, await exporters.console());
    case 'memory':
      return {
        kind: target.kind,
        deliver: (batch) => {
          target.memory.add(batch);
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      };
    case 'file':
      return deliverToFile(await exporters.encoder(), await LineFile.create(target.path));
  }
}

async function otlpOptions({ url, headers, timeoutMs, compression, tls }: OtlpTarget): Promise<OtlpOptions> {
  return {
    ...(url !== undefined && { url }),
    ...(headers !== undefined && { headers: { ...headers } }),
    ...(timeoutMs !== undefined && { timeoutMillis: timeoutMs }),
    ...(compression !== undefined && { compression }),
    ...(tls !== undefined && { httpAgentOptions: await readTls(tls) }),
  };
}
