/** What the copies of `@opentelemetry/api` in this process share: what is registered, and the version that registered first. */
export interface OtelGlobal {
  readonly version?: string | undefined;
  readonly trace?: unknown;
  readonly context?: unknown;
}

const KEY = Symbol.for('opentelemetry.js.api.1');

/** Read without loading the API, which this must not force on anybody. */
export function otelGlobal(): OtelGlobal {
  return (globalThis as { [KEY]?: OtelGlobal | undefined })[KEY] ?? {};
}
