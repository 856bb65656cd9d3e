import type { MutationSource, TraceCarrier } from '../tracer/index.js';
import { coreOf } from './core-of.js';
import { MachineEvent } from './event.js';
import { sourceOf } from './transition-source.js';

/** What a mutation may name as the reason it is made: the event of a handler, or a transition known by its ids alone. */
export type EventSource = MachineEvent<unknown> | MutationSource;

/**
 * A source known by ids, for instance of a transition in another process (machine specification §4.5). It changes nothing but
 * what tracers and log lines show.
 */
export function eventSource(
  machineId: string,
  transitionId: string,
  detail: {
    /** Sum of the source machine's clocks. @default 0 */
    readonly machineTime?: number;
    /** W3C trace context of what caused the mutation. */
    readonly traceparent?: string;
    /** The headers of the message that asks for the mutation: trace context, baggage, whatever the propagators of traces read. */
    readonly carrier?: TraceCarrier;
  } = {},
): MutationSource {
  const { machineTime = 0, traceparent, carrier } = detail;
  return { machineId, transitionId, machineTime, ...(traceparent && { traceparent }), ...(carrier && { carrier }) };
}

/** A source as the queue carries it. */
export function mutationSource(source: EventSource | undefined): MutationSource | undefined {
  if (!(source instanceof MachineEvent)) return source;
  return sourceOf(coreOf(source.machine), source.transition);
}
