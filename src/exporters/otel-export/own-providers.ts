import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ExportTarget } from './export-target.js';
import { createLogProvider } from './log-provider.js';
import type { LogProvider, LogProviderOptions } from './log-provider.js';
import type { SdkExporter } from './sdk-exporter.js';
import { createTraceProvider } from './trace-provider.js';
import type { TraceProvider, TraceProviderOptions } from './trace-provider.js';

/**
 * A provider of traces by hand: {@link createTraceProvider} with the name of the service, over OTLP unless told otherwise.
 * @param service `service.name` of the resource
 * @param options `targets`: @default OTLP/HTTP to where the standard `OTEL_EXPORTER_OTLP_*` variables say
 * @throws MachineError DEPENDENCY or EXPORTER when a target cannot be made
 */
export function createOtelProvider(
  service: string,
  options: Omit<Partial<TraceProviderOptions>, 'serviceName'> = {},
): Promise<TraceProvider> {
  return createTraceProvider({ targets: [{ kind: 'otlp' }], ...options, serviceName: service });
}

/**
 * A provider of logs by hand: {@link createLogProvider} for one exporter.
 * @param exporter an exporter of the OpenTelemetry SDK, or a target
 * @param options `serviceName`: @default what `OTEL_SERVICE_NAME` says
 * @throws MachineError DEPENDENCY or EXPORTER when the target cannot be made
 */
export function createOtelLoggerProvider(
  exporter: SdkExporter<ReadableLogRecord> | ExportTarget<ReadableLogRecord>,
  options: Omit<LogProviderOptions, 'targets'> = {},
): Promise<LogProvider> {
  const target: ExportTarget<ReadableLogRecord> = 'kind' in exporter ? exporter : { kind: 'exporter', exporter };
  return createLogProvider({ ...options, targets: [target] });
}
