import { hostname } from 'node:os';
import type { TelemetryConfig } from '../../config/index.js';
import { normalizedId } from '../shared/index.js';
import type { AveragedOptions } from './averaged/averaged-metrics.js';
import type { PrometheusOptions } from './options.js';
import type { PusherOptions } from './push/pusher.js';

const DURATIONS = { all: true, transitions: 'transitions', none: false } as const;
const INSTANCE_ID = 'service.instance.id';

/** What a configuration says of the labelled families. */
export function configuredMetrics({
  metrics,
}: TelemetryConfig): Pick<PrometheusOptions, 'maxSeries' | 'maxErrorTypes' | 'durations' | 'exemplars' | 'machineId'> {
  const { maxSeries, maxErrorTypes, durations, exemplars, machineId } = metrics;
  return { maxSeries, maxErrorTypes, durations: DURATIONS[durations], exemplars, machineId };
}

/** What a configuration says of the averaged gauges; undefined where it wants none. */
export function configuredAveraged({
  metrics,
  preset,
}: TelemetryConfig): Pick<AveragedOptions, 'preset' | 'states'> | undefined {
  return (metrics.averaged ?? preset === 'go') ? { preset, states: metrics.averagedStates } : undefined;
}

/** What a configuration says of pushes; undefined where it names no Pushgateway. */
export function configuredPush(config: TelemetryConfig): Omit<PusherOptions, 'registry'> | undefined {
  const { metrics, service, preset } = config;
  const { url, intervalMs, timeoutMs, deleteAtEnd } = metrics.push;
  if (url === undefined) return undefined;
  const instance = instanceOf(config);
  return {
    url,
    job: normalizedId(service),
    grouping: preset === 'go' ? {} : { instance },
    intervalMs,
    timeoutMs,
    deleteAtEnd,
  };
}

function instanceOf({ metrics, resource, hostname: named }: TelemetryConfig): string {
  return metrics.push.instance ?? resource[INSTANCE_ID] ?? named ?? hostname();
}
