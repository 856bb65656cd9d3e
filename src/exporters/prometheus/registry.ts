import { loadClient } from './client-package.js';

/** What this exporter needs of a prom-client `Registry`; theirs fits as it is. */
export interface MetricRegistry {
  /** Content type of what {@link MetricRegistry.metrics} resolves with. */
  readonly contentType: string;
  /** The text of a scrape. */
  metrics(): Promise<string>;
  registerMetric(metric: object): void;
  getSingleMetric(name: string): object | undefined;
  removeSingleMetric(name: string): void;
}

/**
 * A new, empty registry of prom-client, or of `@prometheus-io/client` where that alone is installed; loaded only now.
 * Throws a `MachineError` of code `DEPENDENCY` when neither is.
 */
export async function createRegistry(): Promise<MetricRegistry> {
  const { Registry } = await loadClient();
  return new Registry();
}
