import { MachineError } from '../../errors.js';
import { EXCEPTION } from '../../engine/index.js';
import type { AnyMachine } from '../../engine/index.js';
import type { MachineEvent, MachineHistory, TransitionEvent } from '../model/index.js';
import type { Recording } from '../recording/index.js';
import { drainsOf, singleDrains, type Drain } from './drains.js';
import { divergenceOf, type Divergence } from './divergence.js';
import { machineOf, placeAt, recordedClocks, type ClocksByName } from './recorded-machine.js';
import { TransitionTap } from './transition-tap.js';

/** Settings of {@link replay}. */
export interface ReplayOptions {
  /** Which of the recorded machines. @default the newest history of the machine's id, or the only one there is */
  readonly history?: MachineHistory | undefined;
  /**
   * Makes the arguments of a mutation out of what was recorded of them, which is text and only what may be shown.
   * @default the recorded texts; an error with the recorded message as `err` for Exception
   */
  readonly args?: ((event: TransitionEvent) => Readonly<Record<string, unknown>> | undefined) | undefined;
  /** Called before every mutation, as to let a fake clock go on to `at`. */
  readonly before?: ((event: TransitionEvent) => void) | undefined;
}

/** How a replay went. */
export interface ReplayResult {
  readonly machine: AnyMachine;
  /** Mutations that were made. */
  readonly mutations: number;
  /** Recorded transitions that were compared with those of the machine. */
  readonly transitions: number;
  /** How often the machine came out elsewhere; it was put where the recorded one was each time. */
  readonly diverged: number;
  /** The first hundred of them. */
  readonly divergences: readonly Divergence[];
}

const MOST_DIVERGENCES = 100;

/**
 * Makes the mutations that were recorded of a machine again, from outside, in their order, and compares every transition: the machine's
 * own handlers make the others. Its handlers should do nothing that comes back later, as timers do: what came back is in the recording.
 * With the recording alone, without a machine, one of the recorded schema is made; it has no handlers, so all mutations are made from
 * outside, but those that were canceled.
 * @throws MachineError DEBUGGER when the machine was not recorded, or had other states
 */
export function replay(recording: Recording, machine?: AnyMachine, options: ReplayOptions = {}): ReplayResult {
  const history = options.history ?? historyFor(recording, machine);
  const schema = recording.schema(history, 0);
  if (schema === undefined)
    throw new MachineError('DEBUGGER', `the schema of machine ${history.machine} was not recorded`);
  const replayed = machine ?? machineOf(schema);
  const run = new Replay(replayed, schema, options, machine === undefined);
  if (history.length > 0) run.begin(recording.transition(history.positionOf(0)));
  return run.all(recordsOf(recording, history));
}

function historyFor(recording: Recording, machine: AnyMachine | undefined): MachineHistory {
  const { histories } = recording.index;
  const [newest] = machine === undefined ? [] : recording.index.historiesOf(machine.id);
  const found = newest ?? (histories.length === 1 ? histories[0] : undefined);
  if (found !== undefined) return found;
  const known = [...new Set(histories.map((history) => history.machine))].slice(0, 10).join(', ');
  const wanted = machine === undefined ? 'say which machine to replay' : `machine ${machine.id} was not recorded`;
  throw new MachineError('DEBUGGER', `${wanted}; the recording has ${known || 'none'}`);
}

function* recordsOf(recording: Recording, history: MachineHistory): Generator<TransitionEvent> {
  for (let step = 0; step < history.length; step++) yield recording.transition(history.positionOf(step));
}

/** One replay as it goes on. */
class Replay {
  readonly #machine: AnyMachine;
  readonly #schema: MachineEvent;
  readonly #options: ReplayOptions;
  readonly #isBare: boolean;
  readonly #divergences: Divergence[] = [];
  #mutations = 0;
  #transitions = 0;
  #diverged = 0;

  constructor(machine: AnyMachine, schema: MachineEvent, options: ReplayOptions, isBare: boolean) {
    this.#machine = machine;
    this.#schema = schema;
    this.#options = options;
    this.#isBare = isBare;
  }

  /** Puts the machine where the recorded one was before its first record, as far as that says so: one that changed nothing. */
  begin({ queued, check, accepted, clocks, queueTick }: TransitionEvent): void {
    const isBefore = queued || check || !accepted;
    placeAt(this.#machine, recordedClocks(this.#schema, isBefore ? clocks : []), isBefore ? Number(queueTick) : 0);
  }

  all(records: Iterable<TransitionEvent>): ReplayResult {
    const tap = new TransitionTap();
    // Without handlers, only where the machine comes to is compared.
    if (!this.#isBare) this.#machine.bindTracer(tap);
    try {
      for (const drain of this.#isBare ? singleDrains(records) : drainsOf(records)) this.#drain(drain, tap);
    } finally {
      this.#machine.detachTracer(tap.id);
    }
    return {
      machine: this.#machine,
      mutations: this.#mutations,
      transitions: this.#transitions,
      diverged: this.#diverged,
      divergences: this.#divergences,
    };
  }

  #drain({ root, transitions }: Drain, tap: TransitionTap): void {
    const last = transitions.at(-1);
    if (last === undefined || root.check) return;
    const isSkipped = this.#isBare && (transitions[0]?.accepted === false || root.auto);
    tap.clear();
    if (!isSkipped) {
      this.#options.before?.(root);
      mutate(this.#machine, root, this.#argsOf(root));
      this.#mutations += 1;
    }
    this.#transitions += transitions.length;
    const clocks = recordedClocks(this.#schema, last.clocks);
    const compared = this.#isBare ? [last] : transitions;
    const found = divergenceOf(compared, this.#isBare ? undefined : tap.transitions, this.#schema, this.#clocksNow());
    if (found !== undefined) this.#note(found, clocks, Number(last.queueTick));
  }

  #argsOf(root: TransitionEvent): Readonly<Record<string, unknown>> | undefined {
    const { args } = this.#options;
    return args === undefined ? root.args : args(root);
  }

  #clocksNow(): ClocksByName {
    const time = this.#machine.time();
    return new Map(this.#machine.stateNames.map((name, index) => [name, time[index] ?? 0]));
  }

  #note(found: Divergence, clocks: ClocksByName, queueTick: number): void {
    this.#diverged += 1;
    if (this.#divergences.length < MOST_DIVERGENCES) this.#divergences.push(found);
    placeAt(this.#machine, clocks, queueTick);
  }
}

function mutate(machine: AnyMachine, root: TransitionEvent, args: Readonly<Record<string, unknown>> | undefined): void {
  const { called, type } = root;
  if (type === 'add' && called.includes(EXCEPTION)) {
    const { err = 'replayed', ...others } = args ?? {};
    const state = called.find((name) => name !== EXCEPTION);
    machine.addErr(err instanceof Error ? err : new Error(String(err)), state, others);
    return;
  }
  if (type === 'add') machine.add(called, args);
  else if (type === 'remove') machine.remove(called, args);
  else if (type === 'set') machine.set(called, args);
}
