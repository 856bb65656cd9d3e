import type { RecordedMutation, Tick, TransitionEvent } from './event.js';
import { hashOf } from './id-table.js';

/** Bits of what an index says of a transition; the mutation is above them, see {@link mutationIn}. */
export const FLAGS = { canceled: 1, queued: 2, check: 4, auto: 8 } as const;

/** By their number in the upper bits of the flags. */
export const INDEXED_MUTATIONS: readonly RecordedMutation[] = ['add', 'remove', 'set', 'eval'];
export const MUTATION_SHIFT = 4;

/** The mutation in what an index says of a transition. */
export const mutationIn = (flags: number): RecordedMutation => INDEXED_MUTATIONS[flags >> MUTATION_SHIFT] ?? 'eval';

/** What an index keeps of a transition. */
export interface IndexedFields {
  readonly at: number;
  readonly idHash: number;
  readonly tick: number;
  readonly queueTick: number;
  /** {@link FLAGS}, and the mutation above them. */
  readonly flags: number;
}

/** What an index keeps of an event. */
export function indexedFields(event: TransitionEvent): IndexedFields {
  return {
    at: event.at,
    idHash: hashOf(event.id),
    tick: asNumber(event.tick),
    queueTick: asNumber(event.queueTick),
    flags:
      (event.accepted ? 0 : FLAGS.canceled) |
      (event.queued ? FLAGS.queued : 0) |
      (event.check ? FLAGS.check : 0) |
      (event.auto ? FLAGS.auto : 0) |
      (INDEXED_MUTATIONS.indexOf(event.type) << MUTATION_SHIFT),
  };
}

/** Above 2^53 neighbours fall together, as far as an index goes. */
export const asNumber = (tick: Tick): number => Number(tick);
