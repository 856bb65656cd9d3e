import type { DependencyContainer } from 'tsyringe';
import type { Environment, TelemetryConfig } from '../config/index.js';
import type { EventRecord } from '../exporters/otel-traces/index.js';
import type { ExporterLosses } from '../exporters/prometheus/index.js';
import type { ClassShape, MachineView, TraceContext, Tracer } from '../tracer/index.js';
import type { SinkBudget } from '../budget/index.js';
import type { Destination, ScrapeCounts, SpanProbe } from '../doctor/index.js';
import type { TelemetryCounts } from './telemetry.js';

/** What a module gets to start with. */
export interface ModuleContext {
  readonly container: DependencyContainer;
  readonly config: TelemetryConfig;
  /** The environment it was taken from. */
  readonly environment: Environment;
  /** True when the dotted key was set by anyone, false for a default. */
  isSet(key: string): boolean;
  /** Puts a line into the report. */
  warn(text: string): void;
  /** Tells what goes on, where `diagnostics` asks for it. */
  debug(text: string): void;
  /** Told of failures of an exporter; counted, the first of each kind reported. */
  onError(signal: string, error: unknown): void;
  /** Span identity of a machine, from whichever module traces it. */
  contextOf(machine: MachineView): TraceContext | undefined;
  /** Logs what happened in a span; false when no module logs. */
  record(event: EventRecord): boolean;
  /** What all modules lost so far. */
  losses(): ExporterLosses;
}

/** A module that runs. */
export interface StartedModule {
  readonly tracers: readonly Tracer[];
  readonly metricsUrl?: string | undefined;
  /** Content type of the registry of the metrics, where others serve it. */
  readonly registryType?: string | undefined;
  readonly adminUrl?: string | undefined;
  contextOf?(machine: MachineView): TraceContext | undefined;
  /** Logs what happened in a span, unless its lines tell of that already; false where it logs nothing. */
  record?(event: EventRecord): boolean;
  stats?(): Partial<TelemetryCounts>;
  losses?(): ExporterLosses;
  /** Starts a span that is never ended, to tell the doctor what would become of others. */
  readonly probe?: (() => SpanProbe) | undefined;
  /** Where it sends metrics or dashboards, for the doctor. */
  destinations?(): readonly Destination[];
  /** Who asked for the metrics it serves. */
  readonly scrapes?: (() => ScrapeCounts) | undefined;
  /** What its tracers can produce at most for machines of a class. */
  budget?(shape: ClassShape): SinkBudget;
  /** The most series it makes. */
  readonly maxSeries?: number | undefined;
  /** Hands over what is recorded, besides what its tracers flush. Never rejects. */
  flush?(): Promise<void>;
  /** Flushes and releases, besides what its tracers do. Safe to call twice; never rejects. */
  shutdown?(): Promise<void>;
}

/** One backend: what users compose, `startTelemetry(container, { modules: [otelTraces(), prometheus()] })`. */
export interface TelemetryModule {
  readonly name: string;
  /** Undefined when the configuration switches it off. May throw a `MachineError`. */
  start(context: ModuleContext): Promise<StartedModule | undefined>;
}

/** The value registered under a token, in the container or one above it. */
export function registered<T>(
  container: DependencyContainer,
  token: Parameters<typeof container.resolve<T>>[0],
): T | undefined {
  return container.isRegistered(token, true) ? container.resolve(token) : undefined;
}
