import {
  DBG_METHODS,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  rpcMethod,
  SCHEMA_SHAPE,
  serveRpc,
  TRANSITION_SHAPE,
} from '../../exporters/dbg/index.js';
import type { RpcConnection, RpcMethods, RpcServer, ServeRpcOptions } from '../../exporters/dbg/index.js';
import { ConnectedMachines, sizeOf } from '../model/index.js';
import type { DebuggerEvent } from '../model/index.js';
import { MessageTranslator } from '../wire/index.js';
import { EventQueue, type EventQueueOptions } from './event-queue.js';

/** Settings of {@link listenForMachines}. */
export interface DebugServerOptions extends ServeRpcOptions {
  /** What stamps events, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Told why a connection ended that did not end by itself. */
  readonly onProblem?: ((text: string) => void) | undefined;
}

/** What a server received. */
export interface DebugServerStats {
  readonly connections: number;
  /** Machines that are connected. */
  readonly machines: number;
  readonly events: number;
  /** Messages that made no sense, and were answered so. */
  readonly refused: number;
  /** Events that consumers who may lose some did not take in time. */
  readonly dropped: number;
}

/**
 * Listens for machines of this package and of the reference, over TCP and, where `ws` is installed, WebSockets.
 * @throws MachineError RPC when a port is taken
 */
export async function listenForMachines(options: DebugServerOptions = {}): Promise<DebugServer> {
  const server = new DebugServer(options);
  await server.open();
  return server;
}

/** A debugger's ears: what machines tell it comes out as events. */
export class DebugServer {
  readonly #options: DebugServerOptions;
  readonly #queues = new Set<EventQueue<DebuggerEvent>>();
  readonly #machines = new ConnectedMachines();
  readonly #translators = new Map<RpcConnection, MessageTranslator>();
  /** What came before anybody asked. */
  #early: EventQueue<DebuggerEvent> | undefined = new EventQueue<DebuggerEvent>({ whenFull: 'drop' }, sizeOf);
  #rpc: RpcServer | undefined;
  #events = 0;
  #refused = 0;
  #dropped = 0;

  constructor(options: DebugServerOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#rpc?.port ?? 0;
  }

  /** Undefined without WebSockets. */
  get webSocketPort(): number | undefined {
    return this.#rpc?.webSocketPort;
  }

  get stats(): DebugServerStats {
    const waiting = [...this.#queues].reduce((sum, { dropped }) => sum + dropped, this.#early?.dropped ?? 0);
    return {
      connections: this.#rpc?.connections.size ?? 0,
      machines: this.#machines.schemas().length,
      events: this.#events,
      refused: this.#refused,
      dropped: this.#dropped + waiting,
    };
  }

  /** Begins to listen. @throws MachineError RPC when a port is taken */
  async open(): Promise<void> {
    this.#rpc = await serveRpc(
      {
        connected: (connection) => this.#methodsOf(connection),
        closed: (connection, reason) => {
          this.#ended(connection, reason);
        },
      },
      this.#options,
    );
  }

  /**
   * The first call has all events since the server was opened, as far as they could be kept; later ones those from now on, after the
   * schemas of the machines that are connected. Each has them all to itself. A consumer that is too slow makes machines wait for their
   * answers, unless it may lose some (`whenFull: 'drop'`).
   */
  events(options: EventQueueOptions = {}): AsyncIterableIterator<DebuggerEvent> {
    const queue = new EventQueue<DebuggerEvent>(options, sizeOf, () => {
      this.#dropped += queue.dropped;
      this.#queues.delete(queue);
    });
    for (const event of this.#early?.takeAll() ?? this.#machines.schemas()) void queue.push(event);
    this.#dropped += this.#early?.dropped ?? 0;
    this.#early = undefined;
    this.#queues.add(queue);
    return queue;
  }

  /** Ends all connections and all events. Safe to call twice. */
  async close(): Promise<void> {
    await this.#rpc?.close();
    for (const queue of this.#queues) queue.end();
  }

  #methodsOf(connection: RpcConnection): RpcMethods {
    const translator = new MessageTranslator(connection.id);
    this.#translators.set(connection, translator);
    const now = this.#options.now ?? Date.now;
    return {
      [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, (message) => this.#take(() => translator.schema(message, now()))),
      [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, (message) =>
        this.#take(() => translator.transition(message, now())),
      ),
      [DBG_METHODS.forwardedSchema]: rpcMethod(FORWARDED_SCHEMA_SHAPE, (message) =>
        this.#take(() => translator.forwardedSchema(message, now())),
      ),
      [DBG_METHODS.forwardedTransition]: rpcMethod(FORWARDED_TRANSITION_SHAPE, (message) =>
        this.#take(() => translator.forwardedTransition(message, now())),
      ),
    };
  }

  /** What it throws is told to the caller. */
  #take(translate: () => DebuggerEvent): undefined | Promise<undefined> {
    let event: DebuggerEvent;
    try {
      event = translate();
    } catch (error) {
      this.#refused += 1;
      throw error;
    }
    return this.#publish(event);
  }

  /** @returns what to wait for until every consumer has room again */
  #publish(event: DebuggerEvent): undefined | Promise<undefined> {
    this.#events += 1;
    this.#machines.take(event);
    void this.#early?.push(event);
    const full = [...this.#queues].flatMap((queue) => queue.push(event) ?? []);
    return full.length === 0 ? undefined : Promise.all(full).then(() => undefined);
  }

  #ended(connection: RpcConnection, reason: unknown): void {
    const translator = this.#translators.get(connection);
    this.#translators.delete(connection);
    const { now = Date.now, onProblem } = this.#options;
    for (const event of translator?.end(now()) ?? []) {
      void this.#publish(event);
    }
    if (reason !== undefined) {
      onProblem?.(`connection of ${connection.remote}: ${reason instanceof Error ? reason.message : 'ended'}`);
    }
  }
}
