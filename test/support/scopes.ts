import { TelemetryScope, rememberNothing } from '../../src/instrument/index.js';
import type { TelemetryScopeOptions } from '../../src/instrument/index.js';
import { RecordingTracer } from '../../src/testing/index.js';

const started = new Set<TelemetryScope>();

/** Starts a scope that {@link stopScopes} stops. */
export function startScope(options: Partial<TelemetryScopeOptions> = {}): TelemetryScope {
  const scope = new TelemetryScope({ tracers: [], ...options });
  started.add(scope);
  scope.start();
  return scope;
}

/** Stops every scope and lets go of the machines that wait for one, so that no test sees those of another. */
export function stopScopes(): void {
  for (const scope of started) scope.stop();
  started.clear();
  rememberNothing();
  // From the next start on machines are remembered again.
  const next = new TelemetryScope({ tracers: [] });
  next.start();
  next.stop();
}

/** One recording tracer for each signal. */
export function recorders() {
  return {
    traced: new RecordingTracer({ id: 'traces', signal: 'traced' }),
    metered: new RecordingTracer({ id: 'metrics', signal: 'metered' }),
    logged: new RecordingTracer({ id: 'logs', signal: 'logged' }),
  };
}
