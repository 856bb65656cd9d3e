import { stat } from 'node:fs/promises';
import type { DebuggerEvent, TransitionEvent } from '../model/index.js';
import type { Damage } from './damage.js';
import { DamageList } from './damage.js';
import type { Recording } from './recording.js';
import type { ReadOptions } from './recorded-events.js';

/** How many records there are of each kind. */
export interface RecordCounts {
  /** Transitions that ran, canceled ones included; neither checks nor queued mutations. */
  readonly transitions: number;
  readonly canceled: number;
  readonly auto: number;
  /** Mutations that were queued. */
  readonly queued: number;
  /** Dry runs. */
  readonly checks: number;
  /** Transitions that added an error. */
  readonly errors: number;
  readonly steps: number;
  /** Lines of logs. */
  readonly lines: number;
}

/** What is recorded of one machine, over all its connections. */
export interface MachineStatistics extends RecordCounts {
  readonly machine: string;
  readonly connections: number;
  /** Time of its first and last event, in milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** What is in a recording. */
export interface RecordingStatistics extends RecordCounts {
  readonly source: string;
  readonly bytes: number;
  readonly events: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly machines: readonly MachineStatistics[];
  /** Parts that could not be read. */
  readonly damaged: number;
  /** The first thousand of them. */
  readonly damage: readonly Damage[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const ERROR = /^(?:Exception$|Err)/;
const NONE: RecordCounts = {
  transitions: 0,
  canceled: 0,
  auto: 0,
  queued: 0,
  checks: 0,
  errors: 0,
  steps: 0,
  lines: 0,
};

/** Counts what is in a recording; reads all of it once. */
export async function statisticsOf(recording: Recording, options: ReadOptions = {}): Promise<RecordingStatistics> {
  const damage = new DamageList();
  for (const known of recording.damage) if (known.file !== recording.file) damage.add(known);
  const total: Mutable<RecordCounts> = { ...NONE };
  const machines = new Map<string, MachineCounts>();
  let events = 0;
  let from: number | undefined;
  let to: number | undefined;
  const onDamaged = (found: Damage): void => {
    damage.add(found);
    options.onDamaged?.(found);
  };
  for await (const event of recording.events({ ...options, onDamaged })) {
    events += 1;
    from = Math.min(from ?? event.at, event.at);
    to = Math.max(to ?? event.at, event.at);
    if (event.kind === 'disconnected') continue;
    const known = machines.get(event.machine) ?? new MachineCounts(event.machine, event.at);
    machines.set(event.machine, known);
    known.take(event);
    if (event.kind === 'transition') count(event, total);
  }
  return {
    source: recording.source,
    bytes: (await stat(recording.source)).size,
    events,
    from,
    to,
    ...total,
    machines: [...machines.values()].map((one) => one.statistics),
    damaged: damage.count,
    damage: damage.kept,
  };
}

class MachineCounts {
  readonly #machine: string;
  readonly #from: number;
  readonly #counts: Mutable<RecordCounts> = { ...NONE };
  readonly #connections = new Set<string>();
  #to: number;

  constructor(machine: string, from: number) {
    this.#machine = machine;
    this.#from = from;
    this.#to = from;
  }

  get statistics(): MachineStatistics {
    const [machine, from, to] = [this.#machine, this.#from, this.#to];
    return { machine, connections: this.#connections.size, from, to, ...this.#counts };
  }

  take(event: Exclude<DebuggerEvent, { kind: 'disconnected' }>): void {
    this.#connections.add(event.connection);
    this.#to = Math.max(this.#to, event.at);
    if (event.kind === 'transition') count(event, this.#counts);
  }
}

function count(event: TransitionEvent, to: Mutable<RecordCounts>): void {
  to.steps += event.steps.length;
  to.lines += event.lines.length + event.linesBefore.length;
  if (event.queued) to.queued += 1;
  else if (event.check) to.checks += 1;
  else {
    to.transitions += 1;
    if (!event.accepted) to.canceled += 1;
    if (event.auto) to.auto += 1;
    if (event.type === 'add' && event.called.some((name) => ERROR.test(name))) to.errors += 1;
  }
}
