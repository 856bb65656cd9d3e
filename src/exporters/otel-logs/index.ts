export { OtelLogs } from './otel-logs.js';
export type { OtelLogsOptions } from './otel-logs.js';
