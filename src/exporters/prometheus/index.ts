export { PrometheusMetrics } from './metrics.js';
export { PROMETHEUS_DEFAULTS } from './options.js';
export type { ExporterLosses, PrometheusOptions } from './options.js';
export { createRegistry } from './registry.js';
export type { MetricRegistry } from './registry.js';
export { serveMetrics } from './server.js';
export type { MetricsServer, ServeMetricsOptions } from './server.js';
