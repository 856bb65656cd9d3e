import * as otel from '@opentelemetry/api';
import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';

/** A tracer, and how its owner hands over what it holds and ends it. */
export interface TraceSource {
  readonly tracer: otel.Tracer;
  readonly flush?: () => Promise<void>;
  readonly shutdown?: () => Promise<void>;
}

/** The tracer of a provider that somebody else made: it is flushed with us, where it can be, but never shut down. */
export function traceSourceOf(provider: otel.TracerProvider): TraceSource {
  const tracer = provider.getTracer(SCOPE_NAME, SCOPE_VERSION, { schemaUrl: SCHEMA_URL });
  const { forceFlush } = provider as { forceFlush?: () => Promise<void> };
  return forceFlush === undefined ? { tracer } : { tracer, flush: () => forceFlush.call(provider) };
}

/** The provider registered globally with the OpenTelemetry API, if there is one. */
export function globalTraceSource(): TraceSource | undefined {
  const provider = otel.trace.getTracerProvider();
  /* eslint-disable @typescript-eslint/no-deprecated -- the API has no other way to tell whether anything is registered */
  const delegate = provider instanceof otel.ProxyTracerProvider ? provider.getDelegate() : provider;
  // What a proxy has while nobody registered anything.
  const nothing = new otel.ProxyTracerProvider().getDelegate();
  /* eslint-enable @typescript-eslint/no-deprecated */
  return delegate === nothing ? undefined : traceSourceOf(delegate);
}
