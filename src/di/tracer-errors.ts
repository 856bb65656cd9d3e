import type { TracerStats } from '../tracer/index.js';

/** What is wrong with tracers, one line for each thing: what they threw first, how slow they are, what they miss. */
export function tracerErrorLines(tracers: readonly TracerStats[]): readonly string[] {
  return tracers.flatMap((tracer) => [...thrownLine(tracer), ...slowLine(tracer), ...leftOutLine(tracer)]);
}

function thrownLine({ id, errors, firstError }: TracerStats): readonly string[] {
  return errors === 0 ? [] : [`tracer ${id} threw ${String(errors)} times, first in ${firstError ?? ''}`];
}

/** Of one that was left out for it: a busy processor makes callbacks slow now and then. */
function slowLine({ id, slow, slowLimitMs, slowestMs, slowestIn, cause }: TracerStats): readonly string[] {
  if (cause !== 'slow') return [];
  const longest = `the longest ${String(Math.round(slowestMs))} ms in ${slowestIn ?? ''}`;
  return [`tracer ${id} blocked machines for more than ${String(slowLimitMs)} ms ${String(slow)} times, ${longest}`];
}

function leftOutLine({ id, skipped, opened, state }: TracerStats): readonly string[] {
  if (opened === 0) return [];
  const now = state === 'open' ? 'is left out now' : 'was left out for a while';
  return [`tracer ${id} ${now}, ${String(opened)} times in all; it missed ${String(skipped)} callbacks`];
}
