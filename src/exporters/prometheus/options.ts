import type { InheritRules, TracerStats } from '../../tracer/index.js';
import type { SinkStats } from '../shared/index.js';
import type { MachineLabel } from './machine-label.js';
import type { MetricRegistry } from './registry.js';
import type { SeriesLimits } from './series-limits.js';

/** What was lost on the way to a backend; filled by whoever knows the sinks. */
export interface ExporterLosses {
  /** Records that were dropped instead of exported, in total since the start. */
  readonly dropped: readonly { readonly signal: string; readonly reason: string; readonly count: number }[];
  /** Errors of exporters and tracers that were caught, in total since the start. */
  readonly errors: readonly { readonly signal: string; readonly count: number }[];
  /** How every sink with a queue is doing. */
  readonly sinks?: readonly SinkStats[] | undefined;
  /** How every tracer is doing. */
  readonly tracers?: readonly TracerStats[] | undefined;
}

/** Options of `PrometheusMetrics`. */
export interface PrometheusOptions extends Partial<SeriesLimits> {
  /** The registry whose scrapes show the metrics; without one, call `register` later. */
  readonly registry?: MetricRegistry | undefined;
  /** Id of the tracer. @default 'prometheus' */
  readonly id?: string | undefined;
  /** Whether submachines inherit this tracer, or which of them do. @default true: those marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** A monotonic clock in milliseconds. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** The clock of the wall, for exemplars, in milliseconds since the epoch. @default Date.now */
  readonly wallClock?: (() => number) | undefined;
  /**
   * What is timed: transitions, states, handlers and queues; transitions and states alone, which reads the clock twice a
   * transition; or nothing, which has counters only and reads no clock.
   * @default true
   */
  readonly durations?: boolean | 'transitions' | undefined;
  /** Traces of single observations, in scrapes of the OpenMetrics format. @default true */
  readonly exemplars?: boolean | undefined;
  /**
   * The label `machine_id` on every series of a machine, with its id or with what a function makes of it. Such series go when
   * their last machine does. Each id has series of its own: they count against `maxSeries`.
   * @default false
   */
  readonly machineId?: boolean | MachineLabel | undefined;
  /** Asked at every scrape; fills what telemetry says of itself: `asyncmachine_exporter_*`, `asyncmachine_tracer_*`, `otel_sdk_*`. */
  readonly losses?: (() => ExporterLosses) | undefined;
  /** What ends before the families leave their registries: the last push needs them. @default nothing */
  readonly shutdown?: (() => Promise<void>) | undefined;
}

/** Defaults of {@link PrometheusOptions}; those of its bounds are `SERIES_LIMITS`. */
export const PROMETHEUS_DEFAULTS = { id: 'prometheus' } as const;
