import type { Delivery } from './export-target.js';

/** What span and log record exporters of the OpenTelemetry SDK have in common. */
export interface SdkExporter<T> {
  export(items: T[], done: (result: { readonly code: number; readonly error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

const SUCCESS = 0;

/** Delivers through an exporter of the OpenTelemetry SDK. */
export function deliverThrough<T>(kind: Delivery<T>['kind'], exporter: SdkExporter<T>): Delivery<T> {
  return {
    kind,
    deliver: (batch) =>
      new Promise((resolve, reject) => {
        exporter.export([...batch], (result) => {
          if (result.code === SUCCESS) resolve();
          else reject(result.error ?? new Error('the exporter refused a batch and gave no reason'));
        });
      }),
    close: () => exporter.shutdown(),
  };
}
