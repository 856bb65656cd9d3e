import type { IncomingMessage, ServerResponse } from 'node:http';
import { openEndpoint, send } from '../../http/index.js';
import type { HttpEndpoint } from '../../http/index.js';
import { DOCTOR_AGENT } from '../../semconv.js';
import { formatFor } from './accept.js';
import { expose } from './exposition.js';
import type { MetricRegistry } from './registry.js';

/** Options of {@link serveMetrics}. */
export interface ServeMetricsOptions {
  /** What is served; a prom-client `Registry` fits. */
  readonly registry: Pick<MetricRegistry, 'contentType' | 'metrics'>;
  /** 0 takes a free one. @default 9464 */
  readonly port?: number | undefined;
  /** Address to listen on; anything but loopback shows the metrics to the network. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
  /** Called with what a scrape or the socket failed with; must not throw. @default ignored, the client gets a 500 */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A running endpoint. */
export interface MetricsServer extends Pick<HttpEndpoint, 'host' | 'port' | 'close'> {
  /** Address of the metrics, for a browser or a scrape configuration. */
  readonly url: string;
  /** How often somebody asked for the metrics, and how long ago; the doctor, who only looks, left aside. */
  readonly scrapes: () => { readonly count: number; readonly idleMs: number };
}

const DEFAULT_PORT = 9464;
const DEFAULT_HOST = '127.0.0.1';
const METRICS_PATH = '/metrics';

/**
 * Serves a registry at `/metrics` (GET and HEAD), on loopback only unless told otherwise; `/` says where to look. A client that
 * accepts it gets OpenMetrics 1.0 with exemplars, others the text format 0.0.4, whatever the content type of the registry.
 * Rejects with a `MachineError` of code `EXPORTER` when it can't listen, naming the port and what to change.
 */
export async function serveMetrics(options: ServeMetricsOptions): Promise<MetricsServer> {
  const { registry, port = DEFAULT_PORT, host = DEFAULT_HOST, keepProcessAlive, onError } = options;
  let count = 0;
  let atMs = performance.now();
  const scraped = (agent = ''): void => {
    if (agent === DOCTOR_AGENT) return;
    count += 1;
    atMs = performance.now();
  };
  const endpoint = await openEndpoint({
    name: 'metrics endpoint',
    host,
    port,
    answer: (request, response) => respond(request, response, registry, scraped),
    errorAnswer: (status, message) => ({ status, body: `${message}\n` }),
    keepProcessAlive,
    onError,
  });
  const { close, origin } = endpoint;
  const scrapes = () => ({ count, idleMs: performance.now() - atMs });
  return { host, port: endpoint.port, url: origin + METRICS_PATH, scrapes, close };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  registry: ServeMetricsOptions['registry'],
  scraped: (agent: string | undefined) => void,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path !== METRICS_PATH && path !== '/') {
    send(request, response, { status: 404, body: `nothing here; the metrics are at ${METRICS_PATH}\n` });
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    // The body, if any, stays unread.
    const headers = { Connection: 'close', Allow: 'GET, HEAD' };
    send(request, response, { status: 405, body: 'only GET and HEAD are answered\n', headers });
  } else if (path === '/') {
    send(request, response, { status: 200, body: `statescope: the metrics are at ${METRICS_PATH}\n` });
  } else {
    scraped(request.headers['user-agent']);
    const { body, contentType } = await expose(registry, formatFor(request.headers.accept));
    send(request, response, { status: 200, body, contentType, headers: { Vary: 'Accept' } });
  }
}
