/** What span and log record exporters of the OpenTelemetry SDK have in common. */
export interface SdkExporter<T> {
  export(items: T[], done: (result: { readonly code: number; readonly error?: Error }) => void): void;
  shutdown(): Promise<void>;
}
