import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MachineError } from '../errors.js';
import { send } from './answer.js';
import type { Answer } from './answer.js';
import { answerMalformed } from './malformed.js';

/** Options of {@link openEndpoint}. */
export interface EndpointOptions {
  /** As a message names it: `metrics endpoint`. */
  readonly name: string;
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Answers a request; what it throws goes to `onError`, and the client gets a 500. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** How errors are worded: of `answer`, when it failed before it sent anything, and of requests that are no HTTP. */
  readonly errorAnswer: (status: number, message: string) => Answer;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
  /** Called with what a request or the socket failed with; must not throw. @default ignored */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A running endpoint. */
export interface HttpEndpoint {
  readonly host: string;
  /** The port it listens on, also when 0 was asked for. */
  readonly port: number;
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** Stops listening and ends open connections within half a second. Safe to call twice; never rejects. */
  readonly close: () => Promise<void>;
}

/** Requests are small: whoever takes longer to send one holds a connection, nothing else. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often that is looked at; Node itself would take another half a minute. */
const CHECK_MS = 1000;
const MAX_CONNECTIONS = 64;
/** How long requests that run may take after `close()`. */
const CLOSE_GRACE_MS = 500;

/**
 * Opens a small HTTP endpoint for tools.
 * @throws MachineError `EXPORTER` when it can't listen, naming the port and what to change
 */
export async function openEndpoint(options: EndpointOptions): Promise<HttpEndpoint> {
  const { answer, errorAnswer, host, keepProcessAlive = false, onError } = options;
  // Node's own refusal of a request without a host says nothing; who needs to know it asks.
  const server = createServer(
    { requireHostHeader: false, connectionsCheckingInterval: CHECK_MS },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        onError?.(error);
        // Half an answer must not look like a whole one.
        if (response.headersSent) response.destroy();
        else send(request, response, errorAnswer(500, 'the request could not be answered'));
      });
    },
  );
  server.on('clientError', (error, socket) => answerMalformed(error, socket, errorAnswer));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listen(server, options);
  server.on('error', (error) => onError?.(error));
  if (!keepProcessAlive) server.unref();
  let closed: Promise<void> | undefined;
  return {
    host,
    port,
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    close: () => (closed ??= closeServer(server)),
  };
}

function listen(server: Server, { host, port, name }: EndpointOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(new MachineError('EXPORTER', listenFailure(cause, port, host, name), { cause }));
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

function listenFailure(cause: unknown, port: number, host: string, name: string): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const what = `the ${name} can't listen on port ${String(port)} of ${host}`;
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
