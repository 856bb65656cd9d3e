import type { AnyMachine } from '../../engine/index.js';
import { statesOfHandler } from '../../engine/index.js';
import { nearest } from '../../nearest.js';
import { isRecording, recordingOf } from '../record.js';
import type { TracerRecord } from '../records.js';

/** What a matcher is asked about: a machine with its recording, or a recording of any number of machines. */
export interface Observed {
  /** As a message names it: `Feed "feed-1"`. */
  readonly name: string;
  readonly records: readonly TracerRecord[];
  /** Every state there is; empty when the recording saw no machine from its start. */
  readonly states: readonly string[];
}

/**
 * The records behind what a test expects something of.
 * @throws Error for anything but a recorded machine and a recording
 */
export function observedOf(received: unknown, matcher: string): Observed {
  if (isRecording(received)) {
    const { records, machineIds } = received;
    const name = machineIds.length === 1 ? nameOf(records[0]) : `the ${machineIds.length} recorded machines`;
    return { name, records, states: statesIn(records) };
  }
  if (!isMachine(received)) {
    throw new Error(`${matcher} is of a recorded machine or a RecordingTracer, not of ${kindOf(received)}`);
  }
  const { view } = received;
  const recording = recordingOf(received);
  if (recording === undefined) {
    throw new Error(
      `${matcher} needs a recording of ${view.className} "${view.id}": make it with tracers: [new RecordingTracer()], or call ` +
        'record(machine) before what is expected',
    );
  }
  const records = recording.records.filter(({ machineId }) => machineId === view.id);
  return { name: `${view.className} "${view.id}"`, records, states: view.stateNames };
}

/**
 * Makes a misspelt name a failure of the test, negated or not.
 * @throws Error naming the nearest state
 */
export function checkStates(names: readonly string[], { states, name }: Observed): void {
  if (states.length === 0) return;
  for (const written of names) if (!states.includes(written)) throw unknownName(written, 'no state', name, states);
}

/** As {@link checkStates}, for what may also be a handler. */
export function checkStateOrHandler(written: string, observed: Observed): void {
  const { states, name, records } = observed;
  if (states.length === 0 || states.includes(written) || /^Any(?:Enter|State)$/.test(written)) return;
  if (statesOfHandler(states, written).length > 0) return;
  const seen = records.flatMap(({ handler }) => handler?.name ?? []);
  const handlers = states.flatMap((state) => ['Enter', 'Exit', 'State', 'End'].map((suffix) => state + suffix));
  throw unknownName(written, 'neither a state nor a handler', name, [...states, ...seen, ...handlers]);
}

function unknownName(written: string, what: string, owner: string, known: readonly string[]): Error {
  const meant = nearest(written, known);
  return new Error(`"${written}" is ${what} of ${owner}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
}

function statesIn(records: readonly TracerRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ states = [] }) => states))];
}

function nameOf(record: TracerRecord | undefined): string {
  return record === undefined ? 'the recording' : `${record.className} "${record.machineId}"`;
}

function isMachine(value: unknown): value is AnyMachine {
  return typeof value === 'object' && value !== null && 'view' in value && 'tracers' in value;
}

/** What something is, for a message. */
export function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return `an object of class ${(value as { constructor?: { name?: string } }).constructor?.name ?? 'Object'}`;
}
