import { Column, firstIndex } from './column.js';
import { IdTable } from './id-table.js';
import type { IndexedFields } from './indexed-fields.js';
import { MachineHistory } from './machine-history.js';

/**
 * Where the transitions of a recording are, and what they are searched by. Positions count transitions from 0 in the order they
 * arrived. Memory: about sixty bytes for each, and the names of the machines; nothing of the events themselves.
 */
export class RecordingIndex {
  readonly #offsets = new Column(Float64Array);
  readonly #times = new Column(Float64Array);
  readonly #ticks = new Column(Float64Array);
  readonly #queueTicks = new Column(Float64Array);
  readonly #histories = new Column(Uint32Array);
  readonly #flags = new Column(Uint8Array);
  readonly #ids = new IdTable();
  readonly #byMachine = new Map<string, Map<string, MachineHistory>>();
  readonly #byConnection = new Map<string, MachineHistory[]>();
  readonly #all: MachineHistory[] = [];
  #lastTime = -Infinity;

  /** How many transitions there are. */
  get length(): number {
    return this.#offsets.length;
  }

  /** Every machine by every connection it came by, in the order they were met. */
  get histories(): readonly MachineHistory[] {
    return this.#all;
  }

  /** Bytes it takes. */
  get byteLength(): number {
    const columns = [this.#offsets, this.#times, this.#ticks, this.#queueTicks, this.#histories, this.#flags];
    const own = columns.reduce((sum, { byteLength }) => sum + byteLength, this.#ids.byteLength);
    return this.#all.reduce((sum, { byteLength }) => sum + byteLength, own);
  }

  /** The history of a machine by a connection; begins it when it is new. */
  historyOf(machine: string, connection: string): MachineHistory {
    const known = this.#byMachine.get(machine) ?? new Map<string, MachineHistory>();
    if (known.size === 0) this.#byMachine.set(machine, known);
    const found = known.get(connection);
    if (found !== undefined) return found;
    const begun = new MachineHistory(this, this.#all.length, machine, connection);
    known.set(connection, begun);
    const sharing = this.#byConnection.get(connection);
    if (sharing === undefined) this.#byConnection.set(connection, [begun]);
    else sharing.push(begun);
    this.#all.push(begun);
    return begun;
  }

  /** A connection ended, with all machines that came by it. */
  endConnection(connection: string, at: number): void {
    for (const history of this.#byConnection.get(connection) ?? []) history.end(at);
  }

  /** Histories of a machine, the newest first. */
  historiesOf(machine: string): readonly MachineHistory[] {
    return [...(this.#byMachine.get(machine)?.values() ?? [])].reverse();
  }

  /**
   * Adds the next transition. What goes back, as time does when a clock is set, counts as the latest before it: searches rely on
   * the order.
   */
  add(history: MachineHistory, offset: number, { at, idHash, tick, queueTick, flags }: IndexedFields): void {
    const position = this.length;
    const last = history.length === 0 ? undefined : history.positionOf(history.length - 1);
    this.#lastTime = Math.max(this.#lastTime, at);
    this.#offsets.push(offset);
    this.#times.push(this.#lastTime);
    this.#ticks.push(last === undefined ? tick : Math.max(tick, this.tickOf(last)));
    this.#queueTicks.push(last === undefined ? queueTick : Math.max(queueTick, this.queueTickOf(last)));
    this.#histories.push(history.number);
    this.#flags.push(flags);
    this.#ids.add(idHash);
    history.addPosition(position);
  }

  /** Where the transition begins in its file. */
  offsetOf(position: number): number {
    return this.#offsets.at(position);
  }

  /** When it arrived; never before the one in front of it. */
  timeOf(position: number): number {
    return this.#times.at(position);
  }

  /** The machine's tick after it. */
  tickOf(position: number): number {
    return this.#ticks.at(position);
  }

  queueTickOf(position: number): number {
    return this.#queueTicks.at(position);
  }

  /** Bits of `FLAGS`, and the mutation above them: filters need not read events. */
  flagsOf(position: number): number {
    return this.#flags.at(position);
  }

  /** The machine it is of. */
  historyAt(position: number): MachineHistory {
    return this.#all[this.#histories.at(position)] as MachineHistory;
  }

  /** The first transition at this time or later; the length when there is none. */
  positionFrom(time: number): number {
    return firstIndex(this.length, (position) => this.timeOf(position) >= time);
  }

  /** Positions that may have the id of this hash, the newest first; nearly always the right ones only. */
  positionsOfId(hash: number): Iterable<number> {
    return this.#ids.positions(hash);
  }
}
