import type { InjectionToken } from 'tsyringe';
import { FORM } from '../copies.js';
import type { TelemetryConfig } from '../config/index.js';
import type { MemoryBuffer } from '../exporters/memory/index.js';
import type { LogProvider, SdkExporter, TraceProvider } from '../exporters/otel-export/index.js';
import type { MetricRegistry } from '../exporters/prometheus/index.js';
import type { TelemetryScope } from '../instrument/index.js';
import type { Tracer } from '../tracer/index.js';
import type { ForeignLogProvider, LogRecord } from './modules/otel-logs.js';
import type { ForeignPropagator, ForeignTraceProvider, SpanRecord } from './modules/otel-traces.js';
import type { Telemetry } from './telemetry.js';

/** What is needed of a provider of one's own; without `flush` and `shutdown` its owner sees to both. */
export type OwnTraceProvider = Pick<TraceProvider, 'tracer'> &
  Partial<Pick<TraceProvider, 'flush' | 'shutdown' | 'stats'>>;

/** As {@link OwnTraceProvider}, for logs. */
export type OwnLogProvider = Pick<LogProvider, 'logger'> &
  Partial<Pick<LogProvider, 'loggerOf' | 'flush' | 'shutdown' | 'stats'>>;

const token = <T>(name: string): InjectionToken<T> => Symbol.for(`statescope.${name}`);

/** Registered before the start: tracers of one's own, as many as are registered. */
export const TRACER: InjectionToken<Tracer> = token('tracer');
/** Registered before the start: replaces the provider of the traces; one of any OpenTelemetry SDK fits. */
export const TRACE_PROVIDER: InjectionToken<OwnTraceProvider | ForeignTraceProvider> = token('traceProvider');
/** Registered before the start: replaces the provider of the logs; one of any OpenTelemetry SDK fits, or only a logger. */
export const LOG_PROVIDER: InjectionToken<OwnLogProvider | ForeignLogProvider> = token('logProvider');
/** Registered before the start: how traces come from other processes and go on there; any propagator of OpenTelemetry fits. */
export const PROPAGATOR: InjectionToken<ForeignPropagator> = token('propagator');
/** Registered before the start: replaces the exporter of the spans; one made for the OpenTelemetry SDK. */
export const SPAN_EXPORTER: InjectionToken<SdkExporter<SpanRecord>> = token('spanExporter');
/** Registered before the start: replaces the exporter of the log records; one made for the OpenTelemetry SDK. */
export const LOG_EXPORTER: InjectionToken<SdkExporter<LogRecord>> = token('logExporter');
/** Registered before the start: the registry whose scrapes show the metrics; prom-client's fits. */
export const METRIC_REGISTRY: InjectionToken<MetricRegistry> = token('metricRegistry');
/** Registered before the start: the wall clock of every sink, in milliseconds since the epoch. */
export const CLOCK: InjectionToken<() => number> = token('clock');

/** Registered by the start: the configuration in force. */
export const CONFIG: InjectionToken<TelemetryConfig> = token('config');
/** Registered by the start: what was started. */
export const TELEMETRY: InjectionToken<Telemetry> = token('telemetry');
/** Registered by the start: the tracers and toggles of this container. */
export const SCOPE: InjectionToken<TelemetryScope> = token(`scope.${FORM}`);
/** Registered by the start with exporter `memory`: the last spans. */
export const MEMORY_SPANS: InjectionToken<MemoryBuffer<SpanRecord>> = token('memorySpans');
/** Registered by the start with exporter `memory`: the last log records. */
export const MEMORY_LOGS: InjectionToken<MemoryBuffer<LogRecord>> = token('memoryLogs');
