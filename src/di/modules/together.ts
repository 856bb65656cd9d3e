import type { TelemetryModule } from '../module.js';
import { startModules } from '../start-modules.js';

/** Modules that hold nothing besides their tracers, as one. */
export function together(name: string, parts: readonly TelemetryModule[]): TelemetryModule {
  return {
    name,
    async start(context) {
      const running = await startModules(parts, context);
      // Not its flush and shutdown: those of the tracers are called by whoever runs this module.
      return {
        tracers: running.tracers,
        contextOf: (machine) => running.contextOf(machine),
        record: (event) => running.record(event),
        stats: () => running.stats(),
        losses: () => running.losses(),
        probe: running.probe,
        maxSeries: running.maxSeries,
        budget: (shape) => running.budget(shape),
      };
    },
  };
}
