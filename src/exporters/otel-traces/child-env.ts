import type { MachineView, TraceContext, Tracer } from '../../tracer/index.js';
import { hasIdentity } from './span-sink.js';

/** A machine with its tracers; every machine of the engine is one. */
export interface TracedMachine {
  readonly view: MachineView;
  readonly tracers: readonly Tracer[];
}

/** What goes along with the identity of a span (W3C Trace Context, W3C Baggage). */
export interface ChildEnvOptions {
  /** Value of `TRACESTATE`. */
  readonly tracestate?: string | undefined;
  /** Value of `BAGGAGE`. */
  readonly baggage?: string | undefined;
}

/**
 * Variables that make the traces of a child process or a worker go on below what a machine does now: its transition, else
 * the machine. `spawn(command, { env: { ...environment, ...otelChildEnv(machine) } })`; a worker takes them as its `env` too, or in its
 * boot message, for the option `environment` of `startTelemetry` (telemetry specification §1.13, §8.1).
 * @returns nothing for a machine that is not traced
 */
export function otelChildEnv(machine: TracedMachine, options: ChildEnvOptions = {}): Readonly<Record<string, string>> {
  const context = contextNow(machine);
  if (context === undefined || !hasIdentity(context)) return {};
  const { traceId, spanId } = context;
  const flags = context.traceFlags.toString(16).padStart(2, '0');
  return {
    TRACEPARENT: `00-${traceId}-${spanId}-${flags}`,
    ...(options.tracestate !== undefined && { TRACESTATE: options.tracestate }),
    ...(options.baggage !== undefined && { BAGGAGE: options.baggage }),
    AM_OTEL_TRACE_ID: traceId,
    AM_OTEL_SPAN_ID: spanId,
    AM_OTEL_TRACE_FLAGS: flags,
  };
}

/** Tells the identity of a machine's span, as tracers of this folder do. */
interface KnowsContext {
  contextOf(machine: MachineView): TraceContext | undefined;
}

function contextNow({ view, tracers }: TracedMachine): TraceContext | undefined {
  const running = view.transition()?.traceContext;
  if (running !== undefined) return running;
  for (const tracer of tracers) {
    const context = knowsContext(tracer) ? tracer.contextOf(view) : undefined;
    if (context !== undefined) return context;
  }
  return undefined;
}

function knowsContext(tracer: Tracer): tracer is Tracer & KnowsContext {
  return 'contextOf' in tracer && typeof tracer.contextOf === 'function';
}
