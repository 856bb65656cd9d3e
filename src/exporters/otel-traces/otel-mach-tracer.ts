import type * as otel from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { OtelTraces } from './otel-traces.js';
import { ReferenceTraces } from './reference-traces.js';
import type { ReferenceTracesOptions } from './reference-options.js';
import { SdkSink } from './sdk-sink.js';
import type { SdkSinkOptions } from './sdk-sink.js';
import type { OtelTracesOptions } from './options.js';

/** Settings of {@link OtelMachTracer}; a provider of `createOtelProvider` fits as it is. */
export interface OtelMachTracerOptions extends Omit<OtelTracesOptions, 'sink' | 'parent'>, SdkSinkOptions {
  readonly preset?: 'default' | undefined;
  /** The span above machines that no traced machine is a parent of. @default a `root` span of this tracer */
  readonly rootSpan?: otel.Span | TraceContext | undefined;
}

/** Settings of {@link OtelMachTracer} that pin the behaviour of the reference, and are called as there. */
export interface ReferenceMachTracerOptions
  extends Omit<ReferenceTracesOptions, 'sink' | 'parent' | 'rootSpan'>, SdkSinkOptions {
  readonly preset: 'go';
  /** The span above machines that are no submachines. @default none: each begins a trace */
  readonly rootSpan?: otel.Span | TraceContext | undefined;
}

/** Makes {@link OtelTraces}, or {@link ReferenceTraces} under preset `go`. */
export interface OtelMachTracerConstructor {
  new (options: OtelMachTracerOptions): OtelTraces;
  new (options: ReferenceMachTracerOptions): ReferenceTraces;
}

/** A tracer by hand. */
export type OtelMachTracer = OtelTraces | ReferenceTraces;

/**
 * {@link OtelTraces} for a tracer of any OpenTelemetry SDK: `machine.bindTracer(new OtelMachTracer({ tracer }))`; with
 * `preset: 'go'` spans as the reference makes them (telemetry specification §0.3).
 */
export const OtelMachTracer = function (options: OtelMachTracerOptions | ReferenceMachTracerOptions) {
  return tracerOf(options);
  // What `new` makes of it is what it returns, one of two classes.
} as unknown as OtelMachTracerConstructor;

/**
 * Traces a machine by hand.
 * @param tracing a tracer that several machines share, which its owner shuts down; or what to make one of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindOtelTracer(
  machine: Bindable,
  tracing: OtelMachTracer | OtelMachTracerOptions | ReferenceMachTracerOptions,
): Handle {
  return tracing instanceof OtelTraces || tracing instanceof ReferenceTraces
    ? bindByHand(machine, tracing, false)
    : bindByHand(machine, tracerOf(tracing), true);
}

function tracerOf(options: OtelMachTracerOptions | ReferenceMachTracerOptions): OtelMachTracer {
  const { tracer, activeContext, flush, shutdown, onError, rootSpan, ...tracing } = options;
  const root = rootSpan !== undefined && 'spanContext' in rootSpan ? rootSpan.spanContext() : rootSpan;
  const sink = new SdkSink({
    tracer,
    ...(activeContext !== undefined && { activeContext }),
    ...(flush !== undefined && { flush }),
    ...(shutdown !== undefined && { shutdown }),
    ...(onError !== undefined && { onError }),
  });
  const told = onError === undefined ? {} : { onError };
  if (tracing.preset === 'go') return new ReferenceTraces({ ...tracing, ...told, sink, rootSpan: root });
  return new OtelTraces({
    ...tracing,
    ...told,
    sink,
    ...(root !== undefined && { parent: root }),
  });
}
