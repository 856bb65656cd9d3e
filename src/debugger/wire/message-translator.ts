import { MachineError } from '../../errors.js';
import { timeMs } from '../../exporters/dbg/index.js';
import type {
  ForwardedSchema,
  ForwardedTransition,
  SchemaMessage,
  TransitionMessage,
} from '../../exporters/dbg/index.js';
import { sizeOf } from '../model/index.js';
import type { DisconnectedEvent, MachineEvent, TransitionEvent } from '../model/index.js';
import { machineEventOf, transitionEventOf } from './from-message.js';

/** As the reference (debugger specification §2.3). */
const MOST_MACHINES = 5000;
/** Of the schemas that are kept for one connection. */
const MOST_SCHEMA_BYTES = 64 * 1024 * 1024;

/**
 * Turns the messages of one connection into events. What another debugger forwards by it counts as connections of their own, named
 * after both.
 */
export class MessageTranslator {
  readonly connection: string;
  /** Names of states by machine by connection. */
  readonly #names = new Map<string, Map<string, readonly string[]>>();
  readonly #sizes = new Map<string, number>();
  #machines = 0;
  #schemaBytes = 0;

  constructor(connection: string) {
    this.connection = connection;
  }

  /** @throws MachineError DEBUGGER for a machine without an id, and for more than 5,000 machines, or schemas of more than 64 MiB */
  schema(message: SchemaMessage, at: number, connection = this.connection): MachineEvent {
    const event = machineEventOf(message, { at, connection });
    const machines = this.#names.get(connection) ?? new Map<string, readonly string[]>();
    if (!machines.has(event.machine)) {
      if (this.#machines >= MOST_MACHINES)
        throw refused(`more than ${String(MOST_MACHINES)} machines by one connection`);
    }
    this.#keep(event);
    if (!machines.has(event.machine)) this.#machines += 1;
    this.#names.set(connection, machines.set(event.machine, message.statesIndex));
    return event;
  }

  /** Takes the time of the message over that of its arrival, where it has one. @throws MachineError DEBUGGER for a machine without a schema */
  transition(message: TransitionMessage, at: number, connection = this.connection): TransitionEvent {
    const names = this.#names.get(connection)?.get(message.machineId);
    if (names === undefined)
      throw refused(`a transition of machine ${JSON.stringify(message.machineId)} came before its schema`);
    const { time } = message;
    return transitionEventOf(message, names, { at: time === undefined ? at : timeMs(time), connection });
  }

  /** @throws MachineError DEBUGGER like {@link schema}, and when it holds none */
  forwardedSchema({ schema, connectionId }: ForwardedSchema, at: number): MachineEvent {
    if (schema === undefined) throw refused('a schema was forwarded without the schema');
    return this.schema(schema, at, this.#forwarded(connectionId));
  }

  /** @throws MachineError DEBUGGER like {@link transition}, and when it holds none */
  forwardedTransition({ transition, connectionId }: ForwardedTransition, at: number): TransitionEvent {
    if (transition === undefined) throw refused('a transition was forwarded without the transition');
    return this.transition(transition, at, this.#forwarded(connectionId));
  }

  /** The connection ended: one event for it, and for each connection that was forwarded by it, where machines came by it. */
  end(at: number): readonly DisconnectedEvent[] {
    const connections = [...this.#names.keys()];
    this.#names.clear();
    this.#sizes.clear();
    return connections.map((connection) => ({ kind: 'disconnected', at, connection }));
  }

  /** Schemas are kept as long as their connection lasts. */
  #keep(event: MachineEvent): void {
    const key = `${event.connection} ${event.machine}`;
    const size = sizeOf(event);
    const bytes = this.#schemaBytes - (this.#sizes.get(key) ?? 0) + size;
    if (bytes > MOST_SCHEMA_BYTES) throw refused('schemas of more than 64 MiB by one connection');
    this.#schemaBytes = bytes;
    this.#sizes.set(key, size);
  }

  #forwarded(connectionId: string): string {
    return `${this.connection}/${connectionId}`;
  }
}

const refused = (reason: string): MachineError => new MachineError('DEBUGGER', reason);
