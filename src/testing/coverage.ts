import { shapeOf } from '../instrument/index.js';
import type { ClassShape } from '../tracer/index.js';
import { activeIn } from './matchers/covered-states.js';
import type { RecordingTracer } from './recording-tracer.js';
import type { TracerRecord } from './records.js';

/** How often each of some things was seen, and what was not. */
export interface Covered {
  /** How often, by name. */
  readonly seen: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
}

/** What of a class its machines showed in a recording. */
export interface MachineCoverage {
  readonly className: string;
  /** States that were active; how often they were activated, 0 where that was before the recording. */
  readonly states: Covered;
  /** `+Ready` and `-Ready` for every state: entered, and left. */
  readonly transitions: Covered;
  /** Handlers that ran. */
  readonly handlers: Covered;
  /** Negotiation handlers that refused, and relations that stood in the way: `requires Start`, `removed by Ready`. */
  readonly vetoes: Covered;
}

type Counts = Record<string, number>;

/**
 * What of a class was seen in a recording and what never was: states, transitions, handlers, vetoes. Checks count for handlers and
 * vetoes.
 * @throws MachineError `SCHEMA` when the class has no static schema
 */
export function coverageOf(Class: Parameters<typeof shapeOf>[0], recording: RecordingTracer): MachineCoverage {
  const shape = shapeOf(Class);
  const records = recording.records.filter(({ className }) => className === shape.className);
  const states = Object.keys(shape.states);
  const changes = changesIn(records);
  const activations = Object.fromEntries([...activeIn(records)].map((name) => [name, changes[`+${name}`] ?? 0]));
  return {
    className: shape.className,
    states: covered(states, activations),
    transitions: covered(
      states.flatMap((state) => [`+${state}`, `-${state}`]),
      changes,
    ),
    handlers: covered(namesOf(shape), callsIn(records)),
    vetoes: covered(possibleVetoes(shape), vetoesIn(records)),
  };
}

function covered(possible: readonly string[], seen: Counts): Covered {
  return { seen, missing: [...new Set(possible)].filter((name) => !(name in seen)) };
}

function namesOf({ handlers }: ClassShape): readonly string[] {
  return handlers.map(({ name }) => name);
}

function possibleVetoes({ states, handlers }: ClassShape): readonly string[] {
  const required = Object.values(states).flatMap(({ require = [] }) => require);
  const removers = Object.entries(states).filter(([, { remove = [] }]) => remove.length > 0);
  return [
    ...handlers.filter(({ phase }) => phase === 'negotiation').map(({ name }) => name),
    ...required.map((state) => `requires ${state}`),
    ...removers.map(([state]) => `removed by ${state}`),
  ];
}

function changesIn(records: readonly TracerRecord[]): Counts {
  const counts: Counts = {};
  for (const { callback, transition } of records) {
    if (callback !== 'transitionEnd' || transition?.accepted !== true || transition.mutation.check) continue;
    for (const state of transition.added) count(counts, `+${state}`);
    for (const state of transition.removed) count(counts, `-${state}`);
  }
  return counts;
}

function callsIn(records: readonly TracerRecord[]): Counts {
  const counts: Counts = {};
  for (const { callback, handler } of records) {
    if (callback === 'handlerEnd' && handler !== undefined && handler.outcome !== 'skipped')
      count(counts, handler.name);
  }
  return counts;
}

const RELATIONS: Readonly<Record<string, string>> = { require: 'requires ', remove: 'removed by ' };

function vetoesIn(records: readonly TracerRecord[]): Counts {
  const counts: Counts = {};
  for (const { callback, handler, transition } of records) {
    if (callback === 'handlerEnd' && handler?.outcome === 'rejected') count(counts, handler.name);
    const cancellation = callback === 'transitionEnd' ? transition?.cancellation : undefined;
    const relation = cancellation && RELATIONS[cancellation.reason];
    if (relation !== undefined) count(counts, `${relation}${cancellation?.by ?? ''}`);
  }
  return counts;
}

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
