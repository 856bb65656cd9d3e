/// <reference lib="esnext.disposable" preserve="true" />
import type { EffectiveSetting } from '../config/index.js';
import type { Finding } from '../doctor/index.js';
import type { ClassState, ClassToggle, ToggleOptions } from '../instrument/index.js';
import type { SinkStats } from '../exporters/prometheus/index.js';
import type { TracerStats } from '../tracer/index.js';
import type { TelemetryBudget } from '../budget/index.js';

/** How much was observed since the start, and how much was lost. */
export interface TelemetryCounts {
  /** Spans handed to the provider. */
  readonly spans: number;
  /** Log records handed to the provider. */
  readonly logs: number;
  /** Metric series a scrape shows now. */
  readonly series: number;
  /** Spans and log records that were given up or refused instead of exported. */
  readonly dropped: number;
  /** Spans and log records that nobody has taken or refused yet. */
  readonly waiting: number;
  /** Errors of exporters and tracers that were caught. */
  readonly errors: number;
}

/** What was observed since the start, and what was lost; in all, and by sink and tracer. */
export interface TelemetryStats extends TelemetryCounts {
  /** Every sink with a queue: what it took, delivered and dropped, and why. */
  readonly sinks: readonly SinkStats[];
  /** Every tracer: its errors and slow callbacks, and whether it is left out for them. */
  readonly tracers: readonly TracerStats[];
}

/** What is observed by what, and what is not. */
export interface TelemetryReport {
  /** What is on, where it goes and how many classes ask for it, in one line. */
  readonly line: string;
  readonly service: string;
  /** Names of the modules that run. */
  readonly modules: readonly string[];
  /** Machines bound since the start, by class. */
  readonly classes: Readonly<Record<string, number>>;
  /** Machines bound since the start. */
  readonly machines: number;
  /** Classes marked `@Parent` with a machine that was made without a parent. */
  readonly withoutParent: readonly string[];
  /** Machines of the process that could not be told to which telemetry they belong, by class. */
  readonly unbound: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Every value of the configuration in force with its source. */
  readonly settings: readonly EffectiveSetting[];
}

/** Options of a shutdown. */
export interface ShutdownOptions {
  /** In milliseconds; 0 gives time only to what takes none, `Infinity` waits for whoever does not give up. */
  readonly timeoutMs?: number | undefined;
}

/** A started telemetry. */
export interface Telemetry {
  /** What is observed by what; as of now. */
  readonly report: TelemetryReport;
  /** Address of the metrics, when they are served. */
  readonly metricsUrl: string | undefined;
  /** Address of the admin endpoint, when there is one. */
  readonly adminUrl: string | undefined;
  /** Counts as of now; also after the shutdown. */
  stats(): TelemetryStats;
  /**
   * Looks for what keeps telemetry from arriving: settings, packages, addresses, decorators, machines nobody observes, sinks
   * that fail. Goes to the configured addresses with an empty request; takes seconds at most, and never rejects.
   */
  doctor(): Promise<readonly Finding[]>;
  /**
   * What all marked classes known so far, and classes of its live machines, can produce at most through the sinks that run, as
   * their toggles are now. Known before there is a machine.
   */
  budget(): TelemetryBudget;
  /** Makes this the telemetry of machines made by `new` while the synchronous part of `fn` runs. */
  run<R>(fn: () => R): R;
  /**
   * Switches signals of classes on or off at run time, for live machines too; between transitions, never within one.
   * @param pattern a class name, `*` for any characters
   * @param toggle false for all signals; undefined takes back what was set for this pattern; of signals that it leaves out, what was
   * set before goes on
   * @param options `ttlMs`: milliseconds after which what was there before comes back
   * @returns a warning that names the nearest class where no class fits the pattern yet; it is set all the same, and stands in the
   * report until there is one
   * @throws MachineError `INVALID_ARGS` for an empty pattern, more than 1,000 patterns, or a `ttlMs` that is none
   */
  toggle(pattern: string, toggle: ClassToggle | undefined, options?: ToggleOptions): readonly string[];
  /** What is on for each class, and who decides it: toggle, code, environment, file, mark or default. */
  instrumentation(): readonly ClassState[];
  /** Hands over everything recorded so far. Bounded by `shutdownTimeoutMs`; never rejects. */
  flush(): Promise<void>;
  /**
   * Detaches from all machines, flushes and releases. Never rejects; safe to call twice.
   * @param options `timeoutMs`: the longest time it takes. @default `shutdownTimeoutMs` of the configuration
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
