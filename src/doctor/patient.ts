import type { Environment, TelemetryConfig } from '../config/index.js';
import type { SinkStats } from '../exporters/shared/index.js';
import type { UnboundMachines } from '../instrument/index.js';
import type { MachineClass } from '../metadata/index.js';
import { DOCTOR_AGENT } from '../semconv.js';
import type { Signal, TracerStats } from '../tracer/index.js';

/** What became of a span that was started to see what happens; it is never ended, so that nobody exports it. */
export interface SpanProbe {
  /** An SDK stands behind the tracer. */
  readonly valid: boolean;
  /** The sampler wants it. */
  readonly recording: boolean;
}

/** Where metrics or dashboards are sent, and how that went so far. */
export interface Destination {
  readonly kind: 'pushgateway' | 'otlp' | 'grafana';
  /** The whole address, with a password that it may hold: shown to nobody. */
  readonly url: string;
  readonly token?: string | undefined;
  /** What arrived, where that is counted, and what did not. */
  readonly delivered: number;
  readonly failed: number;
}

/** Who asked for the metrics, the doctor left aside. */
export interface ScrapeCounts {
  readonly count: number;
  /** Since the last one; without any, since the metrics are served. */
  readonly idleMs: number;
}

/** What a telemetry that runs adds to what its configuration tells. */
export interface RunningPatient {
  /** Starts a span through the tracer in use; undefined where nothing is traced. */
  readonly probe: (() => SpanProbe) | undefined;
  readonly sinks: readonly SinkStats[];
  readonly tracers: readonly TracerStats[];
  /** What is taken by a tracer. */
  readonly signals: ReadonlySet<Signal>;
  readonly machines: UnboundMachines;
  /** Telemetries of this process that were started, this one included. */
  readonly telemetries: number;
  /** Machines bound since the start. */
  readonly bound: number;
  /** It was shut down. @default false */
  readonly isOver?: boolean | undefined;
  readonly metricsUrl: string | undefined;
  readonly scrapes?: (() => ScrapeCounts) | undefined;
  /** Where metrics and dashboards are sent. */
  readonly destinations?: readonly Destination[] | undefined;
  /** Content type of a registry that shows the metrics and is served by others. */
  readonly registryType?: string | undefined;
}

/** What the doctor looks at. */
export interface Patient {
  readonly config: TelemetryConfig;
  /** What the configuration was told and does not do. */
  readonly warnings: readonly string[];
  readonly environment: Environment;
  /** Machine classes known, marked or not; undefined where none were looked for. */
  readonly classes: readonly MachineClass[] | undefined;
  /** Text of the files the classes came from; for classes whose decorators left no trace. */
  readonly sources: readonly string[];
  /** Where packages are looked for, as the program does. */
  readonly folder: string;
  /** This process is a worker of `node:cluster`. */
  readonly isClusterWorker: boolean;
  /** Undefined before a telemetry is started. */
  readonly running: RunningPatient | undefined;
}

/** Longest time one address is given to answer, in milliseconds. */
export const REACH_LIMIT_MS = 3_000;

/** Who asks, in every request of the doctor. */
export const DOCTOR: Readonly<Record<string, string>> = { 'user-agent': DOCTOR_AGENT };
