import { queueOf } from '../engine/index.js';
import type { AnyMachine } from '../engine/index.js';
import { EXCEPTION } from '../exporters/shared/index.js';
import type { ObservedMachine } from '../instrument/index.js';
import type { Cause, MachineTrack, Rejection, RunningPromise } from './machine-track.js';

/** An active state; times are ISO 8601. */
export interface StateEntry {
  readonly name: string;
  readonly tick: number;
  /** Absent when it was active before the machine was observed. */
  readonly since?: string;
  readonly cause?: Omit<Cause, 'at'>;
}

/** What one machine does now, as it is answered. */
export interface MachineEntry {
  readonly className: string;
  readonly id: string;
  readonly parentId?: string;
  readonly states: readonly StateEntry[];
  readonly queue: { readonly length: number; readonly tick: number };
  readonly lastRejection?: Omit<Rejection, 'at'> & { readonly at: string };
  /** 100 at most; see `runningCount`. */
  readonly running: readonly (Omit<RunningPromise, 'since'> & { readonly since: string })[];
  readonly runningCount: number;
  /** What `Exception` is active for. */
  readonly error?: { readonly type: string; readonly message: string };
  /** False for a machine whose class has no mark, or is switched off: then only its states and its queue are known. */
  readonly observed: boolean;
}

/** One machine with all there is to know. */
export interface MachineDetail extends MachineEntry {
  readonly observedSince?: string;
  readonly tags: readonly string[];
  /** Clocks by state, in index order; odd is active. */
  readonly clocks: Readonly<Record<string, number>>;
  /** Mutations that wait, first to last; 100 at most. */
  readonly waiting: readonly { readonly type: string; readonly called: readonly string[]; readonly auto: boolean }[];
  /** Ids of its submachines. */
  readonly submachines: readonly string[];
  /** Ids of the tracers bound to it. */
  readonly tracers: readonly string[];
}

const MAX_WAITING = 100;

/** What a machine does now. */
export function machineEntry({ view }: ObservedMachine, track: MachineTrack | undefined): MachineEntry {
  const { rejection, error } = track ?? {};
  return {
    className: view.className,
    id: view.id,
    ...(view.parentId !== undefined && { parentId: view.parentId }),
    states: view.activeStates().map((name) => stateEntry(name, view.tick(name), track?.causeOf(name))),
    queue: { length: view.queueLength, tick: view.queueTick },
    ...(rejection && { lastRejection: { ...rejection, at: isoTime(rejection.at) } }),
    running: (track?.running ?? []).map(({ since, ...promise }) => ({ ...promise, since: isoTime(since) })),
    runningCount: track?.runningCount ?? 0,
    ...(error && view.is(EXCEPTION) && { error: { type: error.type, message: error.message } }),
    observed: track !== undefined,
  };
}

/** As {@link machineEntry}, with what only one machine at a time is asked for. */
export function machineDetail(
  machine: ObservedMachine,
  track: MachineTrack | undefined,
  submachines: readonly ObservedMachine[],
): MachineDetail {
  const { view } = machine;
  const time = view.time();
  return {
    ...machineEntry(machine, track),
    ...(track && { observedSince: isoTime(track.since) }),
    tags: view.tags,
    clocks: Object.fromEntries(view.stateNames.map((name, i) => [name, time[i] ?? 0])),
    waiting: waitingOf(machine).map(({ type, called, auto }) => ({ type, called, auto })),
    submachines: submachines.map((child) => child.view.id),
    tracers: machine.tracers.map(({ id }) => id),
  };
}

/** A time as answers show it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function stateEntry(name: string, tick: number, known: Cause | undefined): StateEntry {
  if (known === undefined) return { name, tick };
  const { at, ...cause } = known;
  return { name, tick, since: isoTime(at), cause };
}

/** What waits; unknown for a machine of another copy of the engine. */
function waitingOf(machine: ObservedMachine) {
  try {
    return queueOf(machine as unknown as AnyMachine).slice(0, MAX_WAITING);
  } catch {
    return [];
  }
}
