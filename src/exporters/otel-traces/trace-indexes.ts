import { FORM } from '../../copies.js';
import { hasIdentity } from './span-sink.js';
import type { TraceContext } from '../../tracer/index.js';

/** Counts the machines of a trace, from 0. */
export interface IndexCounter {
  next: number;
}

/** Traces that several tracers of the process may be in; who has been away for longer counts anew. */
const MAX_TRACES = 1000;

const KEY = Symbol.for(`statescope.traceIndexes.${FORM}`);
const holder = globalThis as { [KEY]?: Map<string, IndexCounter> | undefined };
/** The one used last at the end; shared by all copies of this module, as traces are. */
const byTrace = (holder[KEY] ??= new Map<string, IndexCounter>());

/** The counter of a trace, whichever tracer of the process is in it (telemetry specification D-13). */
export function indexesOf({ traceId }: TraceContext): IndexCounter {
  const counter = byTrace.get(traceId) ?? { next: 0 };
  keep(traceId, counter);
  return counter;
}

/** A trace goes on counting with the machines of another one, or of a tracer. */
export function shareIndexes(context: TraceContext, counter: IndexCounter): void {
  if (hasIdentity(context)) keep(context.traceId, counter);
}

function keep(traceId: string, counter: IndexCounter): void {
  byTrace.delete(traceId);
  byTrace.set(traceId, counter);
  if (byTrace.size <= MAX_TRACES) return;
  const [oldest] = byTrace.keys();
  if (oldest !== undefined) byTrace.delete(oldest);
}
