import type { DebuggerEvent, MachineEvent, Tick, TransitionEvent } from './event.js';

/** What is known of a machine while its events go by. */
export interface ConnectedMachine {
  readonly schema: MachineEvent | undefined;
  /** After its last record; empty before the first. */
  readonly clocks: readonly Tick[];
}

const UNKNOWN: ConnectedMachine = { schema: undefined, clocks: [] };

/** Follows events in their order: which machines are connected, with which schema, and where they are. */
export class ConnectedMachines {
  /** By connection, then by machine. */
  readonly #machines = new Map<string, Map<string, ConnectedMachine>>();

  /** The machine as it was before an event of it that was not taken yet, or as it is. */
  of({ connection, machine }: MachineEvent | TransitionEvent): ConnectedMachine {
    return this.#machines.get(connection)?.get(machine) ?? UNKNOWN;
  }

  /** Schemas of all that are connected. */
  schemas(): readonly MachineEvent[] {
    return [...this.#machines.values()].flatMap((machines) =>
      [...machines.values()].flatMap(({ schema }) => schema ?? []),
    );
  }

  take(event: DebuggerEvent): void {
    if (event.kind === 'disconnected') {
      this.#machines.delete(event.connection);
      return;
    }
    const known = this.of(event);
    const next = event.kind === 'machine' ? { ...known, schema: event } : { ...known, clocks: event.clocks };
    const machines = this.#machines.get(event.connection);
    if (machines === undefined) this.#machines.set(event.connection, new Map([[event.machine, next]]));
    else machines.set(event.machine, next);
  }
}
