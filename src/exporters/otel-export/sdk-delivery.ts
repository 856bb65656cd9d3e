import type { Delivery } from './export-target.js';
import type { SdkExporter } from './sdk-exporter.js';
import { withoutTracing } from './without-tracing.js';

const SUCCESS = 0;

/** Delivers through an exporter of the OpenTelemetry SDK. */
export function deliverThrough<T>(kind: Delivery<T>['kind'], exporter: SdkExporter<T>): Delivery<T> {
  return {
    kind,
    deliver: (batch) =>
      withoutTracing(
        () =>
          new Promise((resolve, reject) => {
            exporter.export([...batch], (result) => {
              if (result.code === SUCCESS) resolve(undefined);
              else reject(result.error ?? new Error('the exporter refused a batch and gave no reason'));
            });
          }),
      ),
    close: () => exporter.shutdown(),
  };
}
