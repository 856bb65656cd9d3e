import type * as otel from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { OtelTraces } from './otel-traces.js';
import { SdkSink } from './sdk-sink.js';
import type { SdkSinkOptions } from './sdk-sink.js';
import type { OtelTracesOptions } from './options.js';

/** Settings of {@link OtelMachTracer}; a provider of `createOtelProvider` fits as it is. */
export interface OtelMachTracerOptions extends Omit<OtelTracesOptions, 'sink' | 'parent'>, SdkSinkOptions {
  /** The span above machines that no traced machine is a parent of. @default a `root` span of this tracer */
  readonly rootSpan?: otel.Span | TraceContext | undefined;
}

/** {@link OtelTraces} for a tracer of any OpenTelemetry SDK: `machine.bindTracer(new OtelMachTracer({ tracer }))`. */
export class OtelMachTracer extends OtelTraces {
  constructor(options: OtelMachTracerOptions) {
    const { tracer, activeContext, flush, shutdown, onError, rootSpan, ...tracing } = options;
    const parent = rootSpan !== undefined && 'spanContext' in rootSpan ? rootSpan.spanContext() : rootSpan;
    const sink = new SdkSink({
      tracer,
      ...(activeContext !== undefined && { activeContext }),
      ...(flush !== undefined && { flush }),
      ...(shutdown !== undefined && { shutdown }),
      ...(onError !== undefined && { onError }),
    });
    super({ ...tracing, sink, ...(parent !== undefined && { parent }) });
  }
}

/**
 * Traces a machine by hand.
 * @param tracing a tracer that several machines share, which its owner shuts down; or what to make one of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindOtelTracer(machine: Bindable, tracing: OtelTraces | OtelMachTracerOptions): Handle {
  return tracing instanceof OtelTraces
    ? bindByHand(machine, tracing, false)
    : bindByHand(machine, new OtelMachTracer(tracing), true);
}
