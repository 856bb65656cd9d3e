import type { ExportTarget } from '../../exporters/otel-export/index.js';
import type { MemoryBuffer } from '../../exporters/memory/index.js';
import type { ModuleContext } from '../module.js';

/** Where one signal goes: as the configuration has it, with what the code of the module replaces. */
export interface SinkSettings {
  readonly exporter?: 'otlp' | 'file' | 'console' | 'memory' | 'none' | undefined;
  /** Whole address for this signal. */
  readonly endpoint?: string | undefined;
  /** Path of the file, for exporter `file`. */
  readonly file?: string | undefined;
}

/** The exporter of a signal: of the code, else of the configuration; `otlp` where nobody said anything. */
export function exporterOf(signal: 'traces' | 'logs', options: SinkSettings, context: ModuleContext) {
  if (options.exporter !== undefined) return options.exporter;
  return context.isSet(`${signal}.exporter`) ? context.config[signal].exporter : 'otlp';
}

/** What a pipeline of OpenTelemetry is given to deliver to. */
export function targetOf<T>(
  signal: 'traces' | 'logs',
  exporter: 'otlp' | 'file' | 'console' | 'memory',
  options: SinkSettings,
  context: ModuleContext,
  memory: () => MemoryBuffer<T>,
): ExportTarget<T> {
  const { config } = context;
  switch (exporter) {
    case 'file':
      return { kind: 'file', path: options.file ?? config[signal].file };
    case 'console':
      return { kind: 'console' };
    case 'memory':
      return { kind: 'memory', memory: memory() };
    case 'otlp': {
      warnAboutProtocol(signal, context);
      const url = options.endpoint ?? config[signal].endpoint ?? signalUrl(config.otlp.endpoint, signal);
      return url === undefined ? { kind: 'otlp' } : { kind: 'otlp', url };
    }
  }
}

/** The base address with the path of the signal; without one, the exporter's own default stands. */
function signalUrl(base: string | undefined, signal: string): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/${signal}`;
}

function warnAboutProtocol(signal: 'traces' | 'logs', context: ModuleContext): void {
  const { config } = context;
  const protocol = config[signal].protocol ?? config.otlp.protocol;
  if (protocol === undefined || protocol === 'http/json') return;
  const hint = protocol === 'grpc' ? ', to an HTTP port (usually 4318)' : '';
  context.warn(`${signal} go out as http/json${hint}: this version has no ${protocol}`);
}
