import type { ExportStats, TargetStats } from '../../exporters/otel-export/index.js';
import { sinkStats } from '../../exporters/shared/index.js';
import type { SinkStats } from '../../exporters/shared/index.js';
import type { StartedModule } from '../module.js';

/** The counts of a pipeline as the telemetry and its metrics show them; a provider that counts nothing shows nothing. */
export function countsOf(
  signal: string,
  records: 'spans' | 'logs',
  counts: () => ExportStats | undefined,
): Pick<Required<StartedModule>, 'stats' | 'losses'> {
  const record = records === 'spans' ? 'span' : 'log';
  return {
    stats() {
      const { received = 0, dropped = 0, failed = 0, errors = 0, waiting = 0 } = counts() ?? {};
      return { [records]: received, dropped: dropped + failed, errors, waiting };
    },
    losses() {
      const { dropped = 0, failed = 0, errors = 0, targets = [] } = counts() ?? {};
      const late = targets.reduce((sum, target) => sum + target.late, 0);
      return {
        dropped: [
          { signal, reason: 'queue_full', count: dropped - late },
          { signal, reason: 'shutdown', count: late },
          { signal, reason: 'refused', count: failed },
        ],
        errors: [{ signal, count: errors }],
        sinks: targets.map((target) => ofTarget(signal, record, target)),
      };
    },
  };
}

/** Names of OpenTelemetry where it has one. */
const COMPONENTS = {
  file: 'otlp_file',
  console: 'console',
  memory: 'in_memory',
  exporter: 'own',
} as const satisfies Record<Exclude<TargetStats['kind'], 'otlp'>, string>;

const PROTOCOLS = {
  'http/json': 'otlp_http_json',
  'http/protobuf': 'otlp_http',
  grpc: 'otlp_grpc',
} as const satisfies Record<NonNullable<TargetStats['protocol']>, string>;

function ofTarget(signal: string, record: 'span' | 'log', target: TargetStats): SinkStats {
  const kind = target.kind === 'otlp' ? PROTOCOLS[target.protocol ?? 'http/protobuf'] : COMPONENTS[target.kind];
  const component = `${kind}_${record}_exporter`;
  return sinkStats({ signal, record, component, index: target.index, address: target.address }, target);
}
