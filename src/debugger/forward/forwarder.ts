import type { Duplex } from 'node:stream';
import { MachineError } from '../../errors.js';
import {
  addressText,
  DBG_METHODS,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  openStream,
  rpcAddress,
  RpcClient,
} from '../../exporters/dbg/index.js';
import type { DebuggerEvent, MachineEvent, TransitionEvent } from '../model/index.js';
import { schemaMessageOf, transitionMessageOf } from '../wire/index.js';

/** What a forwarder did. */
export interface ForwarderStats {
  readonly forwarded: number;
  /** Events that the other side answered with an error. */
  readonly refused: number;
}

/**
 * Passes events on to another debugger, of this package or the reference, over one connection, each with its own time and the name of
 * the connection it came by (debugger specification §1.4). The protocol has no word for the end of one: the other side learns of it when
 * the forwarder closes.
 */
export class Forwarder {
  /** Where it forwards to. */
  readonly address: string;
  readonly #stream: Duplex;
  readonly #client: RpcClient;
  /** Indexes of states by name, by connection and machine. */
  readonly #indexes = new Map<string, ReadonlyMap<string, number>>();
  #forwarded = 0;
  #refused = 0;

  private constructor(address: string, stream: Duplex) {
    this.address = address;
    this.#stream = stream;
    this.#client = new RpcClient(stream);
  }

  /**
   * @param address `host:port`, or `ws://host:port/dbg.ws`
   * @throws MachineError RPC when nobody listens there, CONFIG for what is no address
   */
  static async connect(address: string): Promise<Forwarder> {
    const target = rpcAddress(address);
    return new Forwarder(addressText(target), await openStream(target));
  }

  get stats(): ForwarderStats {
    return { forwarded: this.#forwarded, refused: this.#refused };
  }

  /**
   * Passes an event on; resolves when the other side has it.
   * @throws MachineError RPC when the connection is lost
   */
  async send(event: DebuggerEvent): Promise<void> {
    try {
      if (event.kind === 'machine') await this.#schema(event);
      else if (event.kind === 'transition') await this.#transition(event);
      else this.#forget(event.connection);
    } catch (error) {
      if (this.#isLost || !(error instanceof MachineError)) throw error;
      this.#refused += 1;
    }
  }

  /** Ends the connection. */
  close(): void {
    this.#client.close();
  }

  get #isLost(): boolean {
    return this.#stream.destroyed || this.#stream.readableEnded;
  }

  async #schema(event: MachineEvent): Promise<void> {
    this.#indexes.set(keyOf(event), new Map(event.states.map(({ name }, index) => [name, index])));
    const message = { schema: schemaMessageOf(event), connectionId: event.connection };
    await this.#client.call(DBG_METHODS.forwardedSchema, message, FORWARDED_SCHEMA_SHAPE);
    this.#forwarded += 1;
  }

  async #transition(event: TransitionEvent): Promise<void> {
    const indexes = this.#indexes.get(keyOf(event)) ?? new Map<string, number>();
    const transition = transitionMessageOf(event, indexes, { hasTime: true });
    const message = { transition, connectionId: event.connection };
    await this.#client.call(DBG_METHODS.forwardedTransition, message, FORWARDED_TRANSITION_SHAPE);
    this.#forwarded += 1;
  }

  #forget(connection: string): void {
    for (const key of this.#indexes.keys()) if (key.startsWith(`${connection} `)) this.#indexes.delete(key);
  }
}

const keyOf = ({ connection, machine }: MachineEvent | TransitionEvent): string => `${connection} ${machine}`;
