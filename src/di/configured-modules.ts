import type { InjectionToken } from 'tsyringe';
import type { ModuleContext, TelemetryModule } from './module.js';
import { admin } from './modules/admin.js';
import { dbg } from './modules/dbg.js';
import { grafana } from './modules/grafana.js';
import { loki } from './modules/loki.js';
import { otelLogs } from './modules/otel-logs.js';
import { otelMetrics } from './modules/otel-metrics.js';
import { otelTraces } from './modules/otel-traces.js';
import { prometheus } from './modules/prometheus.js';
import { LOG_EXPORTER, LOG_PROVIDER, METRIC_REGISTRY, SPAN_EXPORTER, TRACE_PROVIDER } from './tokens.js';

/**
 * The modules a configuration asks for, and those whose parts are registered while the configuration says nothing. Ports
 * come first: where one is taken, no older file is emptied for nothing.
 */
export function configuredModules(context: ModuleContext): readonly TelemetryModule[] {
  const asks = (signal: 'traces' | 'logs' | 'metrics', ...parts: InjectionToken<unknown>[]): boolean => {
    const { exporter } = context.config[signal];
    if (exporter !== 'none' || context.isSet(`${signal}.exporter`)) return exporter !== 'none';
    return parts.some((part) => context.container.isRegistered(part, true));
  };
  // Nobody who wants them over OTLP wants a port to be opened.
  const scraped = context.config.metrics.exporter !== 'otlp';
  const metrics = scraped && asks('metrics');
  const isOff = context.isSet('metrics.exporter') && context.config.metrics.exporter === 'none';
  const pushed = context.config.metrics.push.url !== undefined && !isOff;
  const traces = (): readonly TelemetryModule[] => {
    if (asks('traces', SPAN_EXPORTER, TRACE_PROVIDER)) return [otelTraces()];
    const { provider } = context.config.traces;
    // Where nobody has registered one, nobody has said where spans go.
    return provider === 'auto' && !context.isSet('traces.exporter') ? [otelTraces({ exporter: 'none' })] : [];
  };
  const logs = asks('logs', LOG_EXPORTER, LOG_PROVIDER);
  return [
    ...(context.config.admin.port === undefined ? [] : [admin()]),
    // Whoever registers a registry serves it, unless the configuration asks for the endpoint.
    ...(metrics || pushed || (scraped && asks('metrics', METRIC_REGISTRY)) ? [prometheus({ serve: metrics })] : []),
    ...(scraped ? [] : [otelMetrics()]),
    ...traces(),
    ...(context.config.loki.url === undefined ? [] : [loki()]),
    ...(context.config.dbg.address === undefined ? [] : [dbg()]),
    ...(context.config.grafana.url === undefined ? [] : [grafana()]),
    // Who only wants to read along has no collector.
    ...(logs ? [otelLogs()] : context.config.logs.print ? [otelLogs({ exporter: 'console' })] : []),
  ];
}
