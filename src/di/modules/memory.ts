import type { TelemetryModule } from '../module.js';
import { otelLogs } from './otel-logs.js';
import { otelTraces } from './otel-traces.js';
import { together } from './together.js';

/** Traces and logs into memory, the last 10,000 of each: resolve `MEMORY_SPANS` and `MEMORY_LOGS`. */
export function memory(): TelemetryModule {
  return together('memory', [otelTraces({ exporter: 'memory' }), otelLogs({ exporter: 'memory' })]);
}
