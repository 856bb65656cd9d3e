export { bindOtelLogger } from './bind-otel-logger.js';
export type { OtelLoggerOptions } from './bind-otel-logger.js';
export { loggerSourceOf } from './logger-source.js';
export type { LoggerSource } from './logger-source.js';
export { OtelLogs } from './otel-logs.js';
export type { OtelLogsOptions } from './otel-logs.js';
export { ReferenceLogs } from './reference-logs.js';
export type { ReferenceLogsOptions } from './reference-logs.js';
export type { Bindable, Handle } from '../shared/index.js';
