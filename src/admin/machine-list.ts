import { namePattern } from '../instrument/index.js';
import type { ObservedMachine, TelemetryScope } from '../instrument/index.js';
import { machineDetail, machineEntry } from './machine-entry.js';
import type { MachineDetail, MachineEntry } from './machine-entry.js';
import type { MachineTracker } from './machine-tracker.js';

/** Which machines, and how many of them. */
export interface MachineQuery {
  /** Class names; `*` stands for any characters. @default every class */
  readonly className?: string | undefined;
  /** States that are all active. @default none */
  readonly states: readonly string[];
  readonly limit: number;
  /** The `next` of the page before. @default the first page */
  readonly after?: number | undefined;
}

/** One page of machines, in the order they were made. */
export interface MachinePage {
  readonly machines: readonly MachineEntry[];
  /** How many machines fit, on all pages. */
  readonly total: number;
  /** Cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/**
 * The machines of a scope in pages. Each machine has a number of its own, so that a page begins right where the one before
 * ended, whatever was made or disposed in between.
 */
export class MachineList {
  readonly #numbers = new WeakMap<ObservedMachine, number>();
  #last = 0;

  constructor(
    readonly scope: TelemetryScope,
    readonly tracker: MachineTracker,
  ) {}

  page({ className, states, limit, after = 0 }: MachineQuery): MachinePage {
    const isWanted = className === undefined ? () => true : namePattern(className);
    const fitting = this.#numbered().filter(
      ([{ view }]) => isWanted(view.className) && (states.length === 0 || view.is(...states)),
    );
    const rest = fitting.filter(([, number]) => number > after);
    const shown = rest.slice(0, limit);
    const last = shown.at(-1)?.[1];
    return {
      machines: shown.map(([machine]) => machineEntry(machine, this.tracker.trackOf(machine.view))),
      total: fitting.length,
      ...(rest.length > shown.length && last !== undefined && { next: String(last) }),
    };
  }

  /** The machine with an id; of several the newest one. */
  detail(id: string): MachineDetail | undefined {
    const machines = this.scope.machines;
    const machine = machines.findLast(({ view }) => view.id === id);
    if (machine === undefined) return undefined;
    const submachines = machines.filter(({ parent }) => parent === machine);
    return machineDetail(machine, this.tracker.trackOf(machine.view), submachines);
  }

  #numbered(): readonly (readonly [ObservedMachine, number])[] {
    return this.scope.machines.map((machine) => {
      let number = this.#numbers.get(machine);
      if (number === undefined) this.#numbers.set(machine, (number = ++this.#last));
      return [machine, number] as const;
    });
  }
}
