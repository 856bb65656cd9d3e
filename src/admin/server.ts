import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { MachineError } from '../errors.js';
import { openEndpoint, send } from '../http/index.js';
import type { Answer, HttpEndpoint } from '../http/index.js';
import { refuseForeignPages, requireToken } from './guard.js';
import { RequestError } from './request-error.js';
import { isPublic, replyOf, routeOf } from './routes.js';
import type { AdminTarget } from './routes.js';

/** Options of {@link serveAdmin}. */
export interface ServeAdminOptions {
  /** What is told about; undefined until it has started. */
  readonly target: () => AdminTarget | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** 0 takes a free one. @default 9465 */
  readonly port?: number | undefined;
  /** Bearer token that requests must carry; a must on any address but loopback. @default none */
  readonly token?: string | undefined;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
  /** Called with what a request or the socket failed with; must not throw. @default ignored, the client gets a 500 */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A running admin endpoint. */
export interface AdminServer extends Pick<HttpEndpoint, 'host' | 'port' | 'close'> {
  /** Its address, as `statescope ps --url` takes it. */
  readonly url: string;
}

const DEFAULT_PORT = 9465;
const DEFAULT_HOST = '127.0.0.1';

/**
 * Serves what every machine does now, and the switches of the instrumentation, as JSON over HTTP.
 * @throws MachineError `CONFIG` on an address other than loopback without a token and for a token no request can carry,
 * `EXPORTER` when it can't listen
 */
export async function serveAdmin(options: ServeAdminOptions): Promise<AdminServer> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, token, keepProcessAlive, onError } = options;
  if (token === undefined && !isLoopback(host)) {
    const message = `admin.host is "${host}", which others can reach: set admin.token, or listen on 127.0.0.1`;
    throw new MachineError('CONFIG', message);
  }
  checkToken(token);
  const { close, ...endpoint } = await openEndpoint({
    name: 'admin endpoint',
    host,
    port,
    answer: (request, response) => respond(request, response, { ...options, host }),
    errorAnswer,
    keepProcessAlive,
    onError,
  });
  return { host, port: endpoint.port, url: endpoint.origin, close };
}

/** What the configuration asks of it; programs without types hand over anything. */
function checkToken(token: unknown): void {
  if (token === undefined || (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token))) return;
  throw new MachineError('CONFIG', 'admin.token is ***: expected visible ASCII characters without blanks');
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeAdminOptions & { readonly host: string },
): Promise<void> {
  try {
    const reply = await replyTo(request, options);
    send(request, response, { status: 200, body: `${JSON.stringify(reply)}\n`, contentType: JSON_TYPE });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const answer = errorAnswer(error.status, error.message);
    send(request, response, { ...answer, headers: { ...answer.headers, ...error.headers } });
  }
}

function replyTo(message: IncomingMessage, options: ServeAdminOptions & { readonly host: string }): unknown {
  refuseForeignPages(message, options);
  const [path = '/', query] = (message.url ?? '/').split('?', 2);
  if (!isPublic(path)) requireToken(message, options);
  const { route, id } = routeOf(path);
  const reply = replyOf(route, message.method ?? 'GET');
  const target = options.target();
  if (target === undefined) throw new RequestError(503, 'the telemetry is not started, or shut down');
  return reply(target, { message, id, parameters: new URLSearchParams(query) });
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** A body that was not read would be taken for the next request, so the connection ends. */
function errorAnswer(status: number, message: string): Answer {
  const body = `${JSON.stringify({ error: { status, message } })}\n`;
  return { status, body, contentType: JSON_TYPE, headers: { Connection: 'close' } };
}

function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  return isIPv6(host) ? host === '::1' : host === 'localhost';
}
