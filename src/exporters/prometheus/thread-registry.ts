import { backgroundTimers } from '../shared/index.js';
import type { Timers } from '../shared/index.js';
import { loadClient } from './client-package.js';
import { CONTENT_TYPES } from './text-format.js';
import { isMetricsMessage, metricsMessage } from './thread-metrics.js';
import type { MetricsPort, SharedRegistry } from './thread-metrics.js';

/** Options of {@link ThreadRegistry}. */
export interface ThreadRegistryOptions {
  /** The metrics of this thread. @default none */
  readonly registry?: SharedRegistry | undefined;
  /** How long a thread may take to answer, in milliseconds; a busy one is left out of the scrape. @default 1000 */
  readonly timeoutMs?: number | undefined;
  /** Told of threads that did not answer, or could not. Must not throw. @default nobody */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

/** The metrics of worker threads as one: counters and histograms are summed, the oldest of gauges of age counts. Serve it. */
export class ThreadRegistry {
  readonly contentType = CONTENT_TYPES.text;
  readonly #options: ThreadRegistryOptions;
  readonly #ports = new Set<MetricsPort>();
  #requests = 0;

  constructor(options: ThreadRegistryOptions = {}) {
    this.#options = options;
  }

  /**
   * Takes in a thread that calls `shareMetrics`; one that ended has to be taken out.
   * @returns takes it out
   */
  add(worker: MetricsPort): () => void {
    this.#ports.add(worker);
    return () => {
      this.#ports.delete(worker);
    };
  }

  /** A registry of prom-client with what all threads have now. */
  async collected(): Promise<import('prom-client').Registry> {
    const { AggregatorRegistry } = await loadClient();
    const { registry } = this.#options;
    const answers = await Promise.all([
      ...(registry === undefined ? [] : [registry.getMetricsAsJSON()]),
      ...Array.from(this.#ports, (port) => this.#ask(port)),
    ]);
    return AggregatorRegistry.aggregate(answers.filter((answer) => answer !== undefined));
  }

  /** The text of a scrape. */
  async metrics(): Promise<string> {
    return (await this.collected()).metrics();
  }

  #ask(port: MetricsPort): Promise<readonly object[] | undefined> {
    const { timeoutMs = 1000, timers = backgroundTimers, onError } = this.#options;
    const request = ++this.#requests;
    return new Promise((resolve) => {
      const end = (metrics: readonly object[] | undefined, error?: string): void => {
        timers.clearTimeout(limit);
        port.off('message', listener);
        if (error !== undefined) onError?.(new Error(`metrics of a worker thread: ${error}`));
        resolve(metrics);
      };
      const listener = (message: unknown): void => {
        if (isMetricsMessage(message) && message.request === request) end(message.metrics, message.error);
      };
      const limit = timers.setTimeout(() => end(undefined, `no answer within ${String(timeoutMs)} ms`), timeoutMs);
      port.on('message', listener);
      port.postMessage(metricsMessage({ request }));
    });
  }
}
