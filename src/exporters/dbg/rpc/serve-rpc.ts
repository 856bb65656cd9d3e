import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';
import { backgroundTimers, type Timers } from '../../../timers.js';
import { errorText } from '../../shared/index.js';
import type { GobLimits } from '../gob/index.js';
import { DBG_PATH, DBG_PORT } from './rpc-address.js';
import { ServedStream, type RpcConnection, type RpcService } from './rpc-connection.js';
import { acceptWebSockets } from './web-socket.js';

/** Settings of {@link serveRpc}. */
export interface ServeRpcOptions {
  /** @default 127.0.0.1; machines of the reference dial IPv4 */
  readonly host?: string | undefined;
  /** Port for TCP; 0 takes a free one. @default 6831 */
  readonly port?: number | undefined;
  /** Port for WebSockets, path `/dbg.ws`; 0 takes a free one, false does without. @default the next port, where `ws` is installed */
  readonly webSocketPort?: number | false | undefined;
  /** Connections at once; further ones are closed. @default 5000 */
  readonly maxConnections?: number | undefined;
  /** Longest time without a byte in the middle of a message. @default 30000 */
  readonly stalledMs?: number | undefined;
  /** Bounds of what one connection may send. @default those of the decoder */
  readonly limits?: GobLimits | undefined;
  /** Whether the server alone keeps the process running. @default true */
  readonly keepProcessAlive?: boolean | undefined;
  /** @default the timers of the process */
  readonly timers?: Timers | undefined;
}

/** A server that runs. */
export interface RpcServer {
  readonly port: number;
  readonly webSocketPort: number | undefined;
  /** Connections at the moment. */
  readonly connections: ReadonlySet<RpcConnection>;
  /** Connections that were refused for there being too many. */
  readonly refused: number;
  /** Closes all connections. Safe to call twice. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 5_000;
const STALLED_MS = 30_000;

/**
 * Serves Go's net/rpc over TCP and WebSockets; speaks only when spoken to (debugger specification §2.5).
 *
 * @throws MachineError `RPC` when a port is taken, `DEPENDENCY` when WebSockets were asked for and `ws` is not installed
 */
export async function serveRpc(service: RpcService, options: ServeRpcOptions = {}): Promise<RpcServer> {
  const serving = new Serving(service, options);
  try {
    await serving.open();
  } catch (error) {
    await serving.close();
    throw error;
  }
  return serving;
}

class Serving implements RpcServer {
  readonly connections = new Set<RpcConnection>();
  refused = 0;
  readonly #service: RpcService;
  readonly #options: ServeRpcOptions;
  readonly #tcp: Server;
  #http: HttpServer | undefined;
  #endWebSockets: (() => void) | undefined;

  constructor(service: RpcService, options: ServeRpcOptions) {
    this.#service = {
      connected: (connection) => service.connected(connection),
      closed: (connection, reason) => {
        this.connections.delete(connection);
        service.closed?.(connection, reason);
      },
    };
    this.#options = options;
    this.#tcp = createServer({ noDelay: true }, (socket) => {
      this.#take(socket, 'tcp', socket.remoteAddress ?? '');
    });
  }

  get port(): number {
    return (this.#tcp.address() as AddressInfo).port;
  }

  get webSocketPort(): number | undefined {
    return (this.#http?.address() as AddressInfo | null | undefined)?.port;
  }

  async open(): Promise<void> {
    const { host = HOST, port = DBG_PORT, webSocketPort } = this.#options;
    await listen(this.#tcp, host, port);
    if (webSocketPort !== false) await this.#openWebSockets(host, webSocketPort);
    if (this.#options.keepProcessAlive === false) {
      this.#tcp.unref();
      this.#http?.unref();
    }
  }

  async close(): Promise<void> {
    this.#endWebSockets?.();
    for (const connection of this.connections) connection.close();
    // Who began a request and does not end it would be waited for without an end.
    this.#http?.closeAllConnections();
    const servers = [this.#tcp, this.#http].flatMap((server) => (server?.listening === true ? [server] : []));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  /** Nobody who did not ask for WebSockets has to install what they need. */
  async #openWebSockets(host: string, port: number | undefined): Promise<void> {
    const http = createHttpServer((_, response) => {
      response.writeHead(404).end();
    });
    try {
      this.#endWebSockets = await acceptWebSockets(http, DBG_PATH, (stream, remote) => {
        this.#take(stream, 'websocket', remote);
      });
    } catch (error) {
      if (port === undefined) return;
      throw error;
    }
    this.#http = http;
    await listen(http, host, port ?? (this.#options.port === 0 ? 0 : this.port + 1));
  }

  #take(stream: Duplex, transport: RpcConnection['transport'], remote: string): void {
    const {
      maxConnections = MAX_CONNECTIONS,
      stalledMs = STALLED_MS,
      limits,
      timers = backgroundTimers,
    } = this.#options;
    if (this.connections.size >= maxConnections) {
      this.refused += 1;
      stream.on('error', () => undefined);
      stream.destroy();
      return;
    }
    this.connections.add(new ServedStream(stream, transport, remote, this.#service, { limits, stalledMs, timers }));
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const text = `no server at ${host}:${String(port)}: ${errorText(error).message}`;
      reject(new MachineError('RPC', text, { cause: error }));
    };
    // Also later on: when descriptors run out, that costs connections and not the process.
    server.on('error', fail);
    try {
      server.listen(port, host, resolve);
    } catch (error) {
      fail(error);
    }
  });
}
