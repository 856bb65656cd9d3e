import { MachineError } from '../../errors.js';

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
 * A new, empty registry of prom-client, loaded only now.
 * Throws a `MachineError` of code `DEPENDENCY` when the package is not installed.
 */
export async function createRegistry(): Promise<MetricRegistry> {
  const { Registry } = await import('prom-client').catch((cause: unknown) => {
    throw new MachineError('DEPENDENCY', 'metrics need the package prom-client: npm install prom-client', { cause });
  });
  return new Registry();
}
