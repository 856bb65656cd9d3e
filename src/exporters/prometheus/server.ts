import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MachineError } from '../../errors.js';
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
export interface MetricsServer {
  readonly host: string;
  /** The port it listens on, also when 0 was asked for. */
  readonly port: number;
  /** Address of the metrics, for a browser or a scrape configuration. */
  readonly url: string;
  /** Stops listening and ends open connections within half a second. Safe to call twice; never rejects. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 9464;
const DEFAULT_HOST = '127.0.0.1';
const METRICS_PATH = '/metrics';
/** A scrape is one small request: whoever takes longer to send it is not a scraper. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 64;
/** How long scrapes that run may take after `close()`. */
const CLOSE_GRACE_MS = 500;

/**
 * Serves a registry at `/metrics` (GET and HEAD), on loopback only unless told otherwise; `/` says where to look.
 * Rejects with a `MachineError` of code `EXPORTER` when it can't listen, naming the port and what to change.
 */
export async function serveMetrics(options: ServeMetricsOptions): Promise<MetricsServer> {
  const { registry, port = DEFAULT_PORT, host = DEFAULT_HOST, keepProcessAlive = false, onError } = options;
  const server = createServer((request, response) => {
    respond(request, response, registry).catch((error: unknown) => {
      onError?.(error);
      // A scrape that breaks off is the scraper's to retry; half a text must not look like a whole one.
      if (response.headersSent) response.destroy();
      else send(request, response, 500, 'the metrics could not be read\n');
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const actualPort = await listen(server, port, host);
  server.on('error', (error) => onError?.(error));
  if (!keepProcessAlive) server.unref();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
  let closed: Promise<void> | undefined;
  return {
    host,
    port: actualPort,
    url: `http://${authority}${METRICS_PATH}`,
    close: () => (closed ??= closeServer(server)),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  registry: ServeMetricsOptions['registry'],
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path !== METRICS_PATH && path !== '/') {
    send(request, response, 404, `nothing here; the metrics are at ${METRICS_PATH}\n`);
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    // The body, if any, stays unread.
    response.setHeader('Connection', 'close');
    response.setHeader('Allow', 'GET, HEAD');
    send(request, response, 405, 'only GET and HEAD are answered\n');
  } else if (path === '/') {
    send(request, response, 200, `statescope: the metrics are at ${METRICS_PATH}\n`);
  } else {
    const text = await registry.metrics();
    send(request, response, 200, text, registry.contentType);
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(new MachineError('EXPORTER', listenFailure(cause, port, host), { cause }));
    server.once('error', fail);
    try {
      server.listen({ port, host }, () => {
        server.off('error', fail);
        resolve((server.address() as AddressInfo).port);
      });
    } catch (cause) {
      fail(cause);
    }
  });
}

function listenFailure(cause: unknown, port: number, host: string): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const what = `the metrics endpoint can't listen on port ${port} of ${host}`;
  if (code === 'EADDRINUSE') {
    return `${what}: it is in use; stop what listens there, or choose another port (0 takes a free one)`;
  }
  if (code === 'EACCES') return `${what}: not permitted; choose a port above 1023 (0 takes a free one)`;
  if (code === 'ERR_SOCKET_BAD_PORT') return `${what}: a port is a whole number from 0 to 65535`;
  return `${what} (${code ?? String(cause)}); check host and port`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    cutOff.unref();
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
