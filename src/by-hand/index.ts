export type { EnvironmentOptions } from './environment-config.js';
export { bindLokiEnv } from './loki-env.js';
export { machMetricsEnv } from './mach-metrics-env.js';
export type { EnvironmentMetrics } from './mach-metrics-env.js';
export { bindOtelEnv } from './otel-env.js';
export { bindOtelLogsEnv } from './otel-logs-env.js';
export { bindTelemetryEnv } from './telemetry-env.js';
export type { Environment } from '../config/index.js';
export type { Handle } from '../exporters/shared/index.js';
