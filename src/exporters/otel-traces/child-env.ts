import type { TraceContext } from '../../tracer/index.js';
import { Propagation } from './propagation.js';
import type { PropagationOptions } from './propagation.js';
import { carrierOf } from './traced-machine.js';
import type { TracedMachine } from './traced-machine.js';
import { flagsOf, parseTraceparent } from './traceparent.js';

/** What goes along with the identity of a span (W3C Trace Context, W3C Baggage). */
export interface ChildEnvOptions {
  /** Value of `TRACESTATE`. @default that of the trace */
  readonly tracestate?: string | undefined;
  /** Value of `BAGGAGE`. @default what is active, else what came along with the mutation that runs, else with the process */
  readonly baggage?: string | undefined;
}

/**
 * Headers for a message to another process, whose traces go on below what a machine does now: its handler, its transition, else
 * the machine. The receiver puts them on the mutation it makes: `machine.add('Got', args, { source: eventSource(machineId, txId,
 * { carrier: headers }) })`. Which ones there are is up to the propagators (`OTEL_PROPAGATORS`): `traceparent`, `tracestate`, `baggage`.
 * @returns nothing for a machine that is not traced
 */
export function otelCarrier(machine: TracedMachine): Readonly<Record<string, string>> {
  return carrierOf(machine) ?? {};
}

/**
 * Variables that make the traces of a child process or a worker go on below what a machine does now: its handler, its transition,
 * else the machine. `spawn(command, { env: { ...environment, ...otelChildEnv(machine) } })`; a worker takes them as its `env` too, or
 * as its `workerData`, for the option `environment` of `startTelemetry` (telemetry specification §1.13, §8.1).
 * @returns nothing for a machine that is not traced, and under `OTEL_PROPAGATORS=none`
 */
export function otelChildEnv(machine: TracedMachine, options: ChildEnvOptions = {}): Readonly<Record<string, string>> {
  const fields = carrierOf(machine) ?? {};
  if (Object.keys(fields).length === 0) return {};
  const { tracestate, baggage } = options;
  return {
    ...variablesOf(fields),
    ...(tracestate !== undefined && { TRACESTATE: tracestate }),
    ...(baggage !== undefined && { BAGGAGE: baggage }),
  };
}

/** Variables that make the traces of child processes go on below a span, as the propagator writes them. */
export function spanEnvironment(span: TraceContext, options: PropagationOptions): Readonly<Record<string, string>> {
  const propagation = new Propagation(options);
  return variablesOf(propagation.write(span, propagation.base));
}

/** The variables by which the reference names the span above all machines (telemetry specification §1.13). */
export function referenceEnvironmentOf({ traceId, spanId }: TraceContext): Readonly<Record<string, string>> {
  return { AM_OTEL_TRACE_ID: traceId, AM_OTEL_SPAN_ID: spanId };
}

/** Variables are called like headers, in capitals; those of the reference say the same once more. */
function variablesOf(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    variables[name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')] = value;
  }
  const span = parseTraceparent(fields['traceparent'] ?? '');
  return {
    ...variables,
    ...(span !== undefined && {
      AM_OTEL_TRACE_ID: span.traceId,
      AM_OTEL_SPAN_ID: span.spanId,
      AM_OTEL_TRACE_FLAGS: flagsOf(span.traceFlags),
    }),
  };
}
