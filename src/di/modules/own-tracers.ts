import type { DependencyContainer } from 'tsyringe';
import { MachineError } from '../../errors.js';
import { thrownText } from '../../tracer/index.js';
import type { Tracer } from '../../tracer/index.js';
import type { TelemetryModule } from '../module.js';
import { TRACER } from '../tokens.js';

/** The tracers registered under `TRACER`, in the container or one above it; started with every telemetry. */
export const ownTracers: TelemetryModule = {
  name: 'own-tracers',
  async start({ container }) {
    if (!container.isRegistered(TRACER, true)) return undefined;
    // One that is registered twice is one.
    return Promise.resolve({ tracers: [...new Set(resolved(container))] });
  },
};

function resolved(container: DependencyContainer): readonly Tracer[] {
  try {
    return container.resolveAll(TRACER);
  } catch (cause) {
    throw new MachineError('CONFIG', `what is registered as TRACER failed: ${thrownText(cause)}`, { cause });
  }
}
