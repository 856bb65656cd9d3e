import type { TelemetryModule } from '../module.js';
import { otelLogs } from './otel-logs.js';
import { otelTraces } from './otel-traces.js';
import { together } from './together.js';

/** Traces and logs to the standard output, for people. */
export function consoleOutput(): TelemetryModule {
  return together('console', [otelTraces({ exporter: 'console' }), otelLogs({ exporter: 'console' })]);
}
