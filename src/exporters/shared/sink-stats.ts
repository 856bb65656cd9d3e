import type { BatchCounts } from './batch-queue.js';
import type { DurationCounts } from './durations.js';

/** What became of the records that one sink was given, as far as it knows. */
export interface SinkStats {
  /** `traces`, `logs`, `loki`. */
  readonly signal: string;
  readonly record: 'span' | 'log';
  /** What delivers, by the names of OpenTelemetry: `otlp_http_span_exporter`. */
  readonly component: string;
  /** Its number among those of the same records. */
  readonly index: number;
  /** Where it delivers to; undefined for no address, or the default one. */
  readonly address?: string | undefined;
  /** Records it was given: each of them is exported, dropped, queued or in flight. */
  readonly accepted: number;
  readonly exported: number;
  /** `queue_full`: no room; `shutdown`: time was up; `refused`: the other side did not take them. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly queued: number;
  readonly capacity: number;
  /** On their way; after the shutdown nobody knows whether they arrive. */
  readonly inFlight: number;
  /** Batches that were refused. */
  readonly errors: number;
  readonly deliveries: DurationCounts;
  /** How long the delivery that runs has been running, in milliseconds; 0 when none runs. */
  readonly runningMs: number;
}

/** Why a record was not delivered. */
export type DropReason = 'queue_full' | 'shutdown' | 'refused';

/** The stats of a sink with one queue. */
export function sinkStats(
  sink: Pick<SinkStats, 'signal' | 'record' | 'component' | 'index' | 'address'>,
  counts: BatchCounts,
): SinkStats {
  const { received, exported, dropped, late, failed, errors, waiting, inFlight, capacity, deliveries, runningMs } =
    counts;
  return {
    ...sink,
    accepted: received,
    exported,
    dropped: { queue_full: dropped - late, shutdown: late, refused: failed },
    queued: waiting - inFlight,
    capacity,
    inFlight,
    errors,
    deliveries,
    runningMs,
  };
}
