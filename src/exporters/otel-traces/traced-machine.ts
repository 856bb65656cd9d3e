import type { MachineView, TraceContext, Tracer } from '../../tracer/index.js';
import { Propagation } from './propagation.js';
import { hasIdentity } from './span-sink.js';
import type { SinkSpan } from './span-sink.js';

/** A machine with its tracers; every machine of the engine is one. */
export interface TracedMachine {
  readonly view: MachineView;
  readonly tracers: readonly Tracer[];
}

/** The same, with the names of its states. */
export interface TracedStates<S extends string> extends TracedMachine {
  readonly stateNames: readonly S[];
}

/** What the tracers of this folder tell of machines; an older copy of them, or a tracer of somebody else, less. */
interface TellsOfMachines {
  contextOf(machine: MachineView): TraceContext | undefined;
  carrierOf?(machine: MachineView): Readonly<Record<string, string>> | undefined;
  spanOfState?(machine: MachineView, state: string): SinkSpan | undefined;
}

const PLAIN = new Propagation();

/** The fields of a message for a process that goes on below what a machine does now; undefined for one without a span. */
export function carrierOf({ view, tracers }: TracedMachine): Readonly<Record<string, string>> | undefined {
  for (const tracer of tracers) {
    const carrier = tells(tracer) ? tracer.carrierOf?.(view) : undefined;
    if (carrier !== undefined) return carrier;
  }
  const span = view.transition()?.traceContext ?? firstContext(view, tracers);
  return span === undefined || !hasIdentity(span) ? undefined : PLAIN.write(span, undefined);
}

/** The span of a state that is active; undefined where no tracer shows one. */
export function stateSpanOf({ view, tracers }: TracedMachine, state: string): SinkSpan | undefined {
  for (const tracer of tracers) {
    const span = tells(tracer) ? tracer.spanOfState?.(view, state) : undefined;
    if (span !== undefined) return span;
  }
  return undefined;
}

function firstContext(view: MachineView, tracers: readonly Tracer[]): TraceContext | undefined {
  for (const tracer of tracers) {
    const context = tells(tracer) ? tracer.contextOf(view) : undefined;
    if (context !== undefined) return context;
  }
  return undefined;
}

function tells(tracer: Tracer): tracer is Tracer & TellsOfMachines {
  return 'contextOf' in tracer && typeof tracer.contextOf === 'function';
}
