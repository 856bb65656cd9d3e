import type { InjectionToken } from 'tsyringe';
import type { ExporterName, ExportTarget, SdkExporter, TargetSettings } from '../../exporters/otel-export/index.js';
import type { MemoryBuffer } from '../../exporters/memory/index.js';
import { registered } from '../module.js';
import type { ModuleContext } from '../module.js';

type Signal = 'traces' | 'logs';

/** Where one signal goes: as the configuration has it, with what the code of the module replaces. */
export interface SinkSettings<T = never> extends TargetSettings {
  /** One of ours by name, or one of one's own, made for the OpenTelemetry SDK. @default what is registered, else the configuration */
  readonly exporter?: ExporterName | 'none' | SdkExporter<T> | undefined;
}

/** The exporter of a signal: of the code, else the registered one, else of the configuration; `otlp` where nobody said anything. */
export function exporterOf<T>(
  signal: Signal,
  { exporter }: SinkSettings<T>,
  context: ModuleContext,
  token: InjectionToken<SdkExporter<T>>,
): ExporterName | 'none' | SdkExporter<T> {
  if (exporter !== undefined) return exporter;
  const configured = context.isSet(`${signal}.exporter`) ? context.config[signal].exporter : undefined;
  if (configured === 'none') return configured;
  return registered(context.container, token) ?? configured ?? 'otlp';
}

/** What a pipeline of OpenTelemetry is given to deliver to. */
export async function targetOf<T>(
  signal: Signal,
  exporter: ExporterName | SdkExporter<T>,
  settings: TargetSettings,
  context: ModuleContext,
  memory: () => MemoryBuffer<T>,
): Promise<ExportTarget<T>> {
  if (typeof exporter === 'object') return { kind: 'exporter', exporter };
  if (exporter === 'memory') return { kind: 'memory', memory: memory() };
  const { configuredTarget } = await import('../../exporters/otel-export/index.js');
  return configuredTarget(signal, exporter, context.config, settings);
}
