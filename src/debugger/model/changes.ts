import type { Tick } from './event.js';
import { isOdd } from './ticks.js';

/** What a record changed, by indexes of states (debugger specification §4.1). */
export interface Changes {
  /** Not active before and active after, or entered again: any other change of a clock. */
  readonly added: readonly number[];
  /** Active before and not after. */
  readonly removed: readonly number[];
}

/** Compares the clocks of two records of a machine that follow each other; there are none before the first. */
export function changesOf(before: readonly Tick[], after: readonly Tick[]): Changes {
  const added: number[] = [];
  const removed: number[] = [];
  for (const [index, tick] of after.entries()) {
    const earlier = before[index] ?? 0;
    if (earlier === tick) continue;
    (isOdd(earlier) && !isOdd(tick) ? removed : added).push(index);
  }
  return { added, removed };
}
