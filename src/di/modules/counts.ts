import type { ExportStats } from '../../exporters/otel-export/index.js';
import type { StartedModule } from '../module.js';

/** The counts of a pipeline as the telemetry and its metrics show them; a provider that counts nothing shows nothing. */
export function countsOf(
  signal: string,
  records: 'spans' | 'logs',
  counts: () => ExportStats | undefined,
): Pick<Required<StartedModule>, 'stats' | 'losses'> {
  return {
    stats() {
      const { received = 0, dropped = 0, failed = 0, errors = 0, waiting = 0 } = counts() ?? {};
      return { [records]: received, dropped: dropped + failed, errors, waiting };
    },
    losses() {
      const { dropped = 0, failed = 0, errors = 0 } = counts() ?? {};
      return {
        dropped: [
          { signal, reason: 'queue_full', count: dropped },
          { signal, reason: 'refused', count: failed },
        ],
        errors: [{ signal, count: errors }],
      };
    },
  };
}
