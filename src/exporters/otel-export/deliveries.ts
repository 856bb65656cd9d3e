import { deliverToConsole } from './console-delivery.js';
import type { ConsoleFormat, Delivery, ExportTarget } from './export-target.js';
import { deliverToFile } from './file-delivery.js';
import { LineFile } from './line-file.js';
import { deliverOverOtlp } from './over-otlp.js';
import type { OtlpEncoding } from './over-otlp.js';
import { deliverThrough } from './sdk-delivery.js';

/** How one signal makes its exporters; each loads its package only when called. */
export interface SignalExporters<T> extends OtlpEncoding<T> {
  readonly signal: 'traces' | 'logs';
  /** One record as a line for the standard output. */
  readonly consoleLine: Readonly<Record<ConsoleFormat, (item: T) => string>>;
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
      return deliverOverOtlp(target, exporters);
    case 'exporter':
      return deliverThrough(target.kind, target.exporter);
    case 'console':
      return deliverToConsole(exporters.consoleLine[target.format ?? 'text']);
    case 'memory':
      return {
        kind: target.kind,
        deliver: (batch) => {
          target.memory.add(batch);
          return Promise.resolve(undefined);
        },
        close: () => Promise.resolve(),
      };
    case 'file': {
      const json = await exporters.json();
      return deliverToFile((batch) => json.serializeRequest(batch), await LineFile.create(target.path, target));
    }
  }
}
