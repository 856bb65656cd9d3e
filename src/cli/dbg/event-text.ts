import type { DebuggerEvent, TransitionEvent } from '../../debugger/index.js';
import { changesOf, ConnectedMachines } from '../../debugger/index.js';
import { printable } from '../text-table.js';
import { timeText } from './progress.js';

/** Writes events as lines for people, one after the other: what changed is told against the one before. */
export class EventText {
  readonly #machines = new ConnectedMachines();

  /** The line of the next event, without a newline. */
  of(event: DebuggerEvent): string {
    const text = this.#text(event);
    this.#machines.take(event);
    return printable(`${timeText(event.at)}  ${text}`);
  }

  #text(event: DebuggerEvent): string {
    switch (event.kind) {
      case 'disconnected':
        return `connection ${event.connection} ended`;
      case 'machine': {
        const isKnown = this.#machines.of(event).schema !== undefined;
        const parent = event.parent === undefined ? '' : `, below ${event.parent}`;
        return `${event.machine}  ${isKnown ? 'changed its schema' : 'connected'}: ${String(event.states.length)} states${parent}`;
      }
      case 'transition':
        return this.#transition(event);
    }
  }

  #transition(event: TransitionEvent): string {
    const { schema, clocks } = this.#machines.of(event);
    const { added, removed } = changesOf(clocks, event.clocks);
    const nameOf = (index: number): string => schema?.states[index]?.name ?? `[${String(index)}]`;
    const changes = event.queued
      ? []
      : [...added.map((index) => `+${nameOf(index)}`), ...removed.map((index) => `-${nameOf(index)}`)];
    const args = Object.entries(event.args ?? {}).map(([name, value]) => `${name}=${value}`);
    const shown = args.length === 0 ? '' : ` (${args.join(' ')})`;
    const marks = [
      ...(event.queued ? ['queued'] : []),
      ...(event.check ? ['check'] : []),
      ...(event.auto ? ['auto'] : []),
      ...(event.accepted ? [] : ['canceled']),
    ];
    const parts = [`[${event.type}] ${event.called.join(' ')}${shown}`, changes.join(' '), marks.join(', ')];
    return `${event.machine}  t${String(event.tick)}  ${parts.filter((part) => part !== '').join('  ')}`;
  }
}
