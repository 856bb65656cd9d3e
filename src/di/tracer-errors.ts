import { setTracerErrorSink } from '../tracer/index.js';
import type { Tracer } from '../tracer/index.js';

interface TracerErrors {
  count: number;
  readonly first: string;
}

const KEY = Symbol.for('statescope.tracerErrors');

const holder = globalThis as { [KEY]?: WeakMap<Tracer, TracerErrors> | undefined };

/** One for the process: a tracer that throws does so for whoever uses it. */
const errors = (holder[KEY] ??= new WeakMap<Tracer, TracerErrors>());

/** From now on what tracers throw is counted. */
export function countTracerErrors(): void {
  setTracerErrorSink((tracer, callback, error) => {
    const known = errors.get(tracer);
    if (known !== undefined) known.count += 1;
    else
      errors.set(tracer, { count: 1, first: `${callback}: ${error instanceof Error ? error.message : String(error)}` });
  });
}

/** How often these tracers threw. */
export function tracerErrorCount(tracers: readonly Tracer[]): number {
  return tracers.reduce((sum, tracer) => sum + (errors.get(tracer)?.count ?? 0), 0);
}

/** One line for each tracer that threw, with what it threw first. */
export function tracerErrorLines(tracers: readonly Tracer[]): readonly string[] {
  return tracers.flatMap((tracer) => {
    const known = errors.get(tracer);
    return known === undefined
      ? []
      : [`tracer ${tracer.id} threw ${String(known.count)} times, first in ${known.first}`];
  });
}
