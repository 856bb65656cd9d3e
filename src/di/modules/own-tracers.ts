import type { TelemetryModule } from '../module.js';
import { TRACER } from '../tokens.js';

/** The tracers registered under `TRACER`, in the container or one above it; started with every telemetry. */
export const ownTracers: TelemetryModule = {
  name: 'own-tracers',
  start({ container }) {
    const tracers = container.isRegistered(TRACER, true) ? container.resolveAll(TRACER) : [];
    return Promise.resolve(tracers.length === 0 ? undefined : { tracers });
  },
};
