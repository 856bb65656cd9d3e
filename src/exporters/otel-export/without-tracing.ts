import { context, createContextKey } from '@opentelemetry/api';

/** The key of the SDK, which no package of the API's level exports. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Runs what exporters do, so that instrumented libraries make no spans of it, which would be exported in turn. */
export function withoutTracing<R>(run: () => R): R {
  return context.with(context.active().setValue(SUPPRESSED, true), run);
}
