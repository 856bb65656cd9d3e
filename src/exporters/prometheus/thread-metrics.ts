/** What is needed of a worker, of `parentPort`, or of a port of a channel. */
export interface MetricsPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** A registry whose metrics can be sent to another thread; prom-client's fits. */
export interface SharedRegistry {
  getMetricsAsJSON(): Promise<readonly object[]>;
}

/** Marks our messages among those of the program. */
const KIND = 'statescope:metrics';

/** Asks for metrics, or brings them. */
export interface MetricsMessage {
  readonly kind: typeof KIND;
  readonly request: number;
  /** Absent in what asks. */
  readonly metrics?: readonly object[] | undefined;
  readonly error?: string | undefined;
}

/** Makes a message. */
export function metricsMessage(content: Omit<MetricsMessage, 'kind'>): MetricsMessage {
  return { kind: KIND, ...content };
}

/** Tells our messages from those of the program. */
export function isMetricsMessage(message: unknown): message is MetricsMessage {
  return typeof message === 'object' && message !== null && (message as Partial<MetricsMessage>).kind === KIND;
}

/**
 * Hands the metrics of a worker thread to the thread that made it, whenever that asks: `shareMetrics(parentPort, registry)`.
 * @returns ends it
 */
export function shareMetrics(port: MetricsPort, registry: SharedRegistry): () => void {
  const listener = (message: unknown): void => {
    if (!isMetricsMessage(message) || message.metrics !== undefined || message.error !== undefined) return;
    const { request } = message;
    registry.getMetricsAsJSON().then(
      (metrics) => port.postMessage(metricsMessage({ request, metrics })),
      (error: unknown) => port.postMessage(metricsMessage({ request, error: String(error) })),
    );
  };
  port.on('message', listener);
  return () => {
    port.off('message', listener);
  };
}
