import type { Delivery, ExportTarget, OtlpTarget } from './export-target.js';
import { deliverToFile } from './file-delivery.js';
import { LineFile } from './line-file.js';
import { deliverThrough } from './sdk-delivery.js';
import type { SdkExporter } from './sdk-exporter.js';

/** How one signal makes its exporters; each loads its package only when called. */
export interface SignalExporters<T> {
  otlp(options: { url?: string; headers?: Record<string, string>; timeoutMillis?: number }): Promise<SdkExporter<T>>;
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
        ...deliverThrough(target.kind, await exporters.otlp(otlpOptions(target))),
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

function otlpOptions(target: OtlpTarget): Parameters<SignalExporters<unknown>['otlp']>[0] {
  return {
    ...(target.url !== undefined && { url: target.url }),
    ...(target.headers !== undefined && { headers: { ...target.headers } }),
    ...(target.timeoutMs !== undefined && { timeoutMillis: target.timeoutMs }),
  };
}
