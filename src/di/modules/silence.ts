/** Runs what sends, in such a way that instrumented HTTP clients make no spans of it. */
export type Silence = (<R>(run: () => R) => R) | undefined;

/** Keeps instrumented HTTP clients from making spans of what is pushed; without OpenTelemetry nobody does. */
export async function silence(): Promise<Silence> {
  return import('../../exporters/otel-export/index.js').then(
    ({ withoutTracing }) => withoutTracing,
    () => undefined,
  );
}
