import type { Tick, TransitionEvent } from '../model/index.js';

/** A mutation that was made while the queue was empty, and the transitions that ran until it was empty again. */
export interface Drain {
  /** What began it: a queued record, or a transition whose queued record is missing. */
  readonly root: TransitionEvent;
  /** Checks are not among them. */
  readonly transitions: readonly TransitionEvent[];
}

/** Keeps mutations apart that wait: one with a token was prepended, others run at a queue tick. */
const keyOf = (token: Tick, queueTick: Tick): string =>
  token === 0 ? `at ${String(queueTick)}` : `token ${String(token)}`;

/**
 * Puts a machine's records together to drains. Mutations that handlers made, and auto ones, belong to the drain they ran in: they were
 * queued while others waited.
 */
export function* drainsOf(records: Iterable<TransitionEvent>): Generator<Drain> {
  const waiting = new Set<string>();
  let root: TransitionEvent | undefined;
  let transitions: TransitionEvent[] = [];
  for (const record of records) {
    const isOuter = waiting.size === 0 && !record.auto;
    if (isOuter && (record.queued || root === undefined || transitions.length > 0)) {
      if (root !== undefined) yield { root, transitions };
      root = record;
      transitions = [];
    }
    if (record.queued) {
      waiting.add(keyOf(record.token, record.runsAt));
      continue;
    }
    root ??= record;
    if (!record.check) transitions.push(record);
    waiting.delete(keyOf(record.token, record.queueTick));
    // An empty queue forgets records that were lost on the way.
    if (record.queueLength === 0) waiting.clear();
  }
  if (root !== undefined) yield { root, transitions };
}

/** The same for a machine whose handlers are not there to make mutations: every transition but auto ones begins one. */
export function* singleDrains(records: Iterable<TransitionEvent>): Generator<Drain> {
  let root: TransitionEvent | undefined;
  let transitions: TransitionEvent[] = [];
  for (const record of records) {
    if (record.queued || record.check) continue;
    if (root !== undefined && !record.auto) {
      yield { root, transitions };
      transitions = [];
    }
    if (!record.auto || root === undefined) root = record;
    transitions.push(record);
  }
  if (root !== undefined) yield { root, transitions };
}
