import type { EventRecord } from '../exporters/otel-traces/index.js';
import type { ExporterLosses, SinkStats } from '../exporters/prometheus/index.js';
import { propertyOf, tracerStats } from '../tracer/index.js';
import type { ClassShape, MachineView, Signal, TraceContext, Tracer } from '../tracer/index.js';
import { mergeBudgets } from '../budget/index.js';
import type { SinkBudget } from '../budget/index.js';
import type { ModuleContext, StartedModule } from './module.js';
import type { Destination, ScrapeCounts, SpanProbe } from '../doctor/index.js';
import type { TelemetryCounts } from './telemetry.js';

/** They follow machines, and take nothing that marks ask for. */
const FOLLOWING: ReadonlySet<string> = new Set(['admin', 'dbg', 'grafana']);
const SIGNALS: readonly Signal[] = ['traced', 'metered', 'logged'];

/** Several modules that run, as one. A module of others that throws when it is asked is told of, and has no answer. */
export class RunningModules implements StartedModule {
  readonly names: readonly string[];
  readonly #modules: readonly StartedModule[];
  readonly #onError: ModuleContext['onError'];

  /** @param onError told of what a module throws where none may. @default nobody */
  constructor(modules: ReadonlyMap<string, StartedModule>, onError: ModuleContext['onError'] = () => {}) {
    this.names = [...modules.keys()];
    this.#modules = [...modules.values()];
    this.#onError = onError;
  }

  get tracers(): readonly Tracer[] {
    return this.#modules.flatMap(({ tracers }) => tracers);
  }

  get metricsUrl(): string | undefined {
    return this.#modules.find(({ metricsUrl }) => metricsUrl !== undefined)?.metricsUrl;
  }

  get registryType(): string | undefined {
    return this.#modules.find(({ registryType }) => registryType !== undefined)?.registryType;
  }

  get adminUrl(): string | undefined {
    return this.#modules.find(({ adminUrl }) => adminUrl !== undefined)?.adminUrl;
  }

  contextOf(machine: MachineView): TraceContext | undefined {
    for (const module of this.#modules) {
      const context = this.#ask(module, () => module.contextOf?.(machine));
      if (context !== undefined) return context;
    }
    return undefined;
  }

  /** The first module that logs does. */
  record(event: EventRecord): boolean {
    return this.#modules.some((module) => this.#ask(module, () => module.record?.(event)) === true);
  }

  stats(): TelemetryCounts {
    const all = this.#modules.map((module) => this.#ask(module, () => module.stats?.()) ?? {});
    const sum = (key: keyof TelemetryCounts): number => all.reduce((total, stats) => total + (stats[key] ?? 0), 0);
    return {
      spans: sum('spans'),
      logs: sum('logs'),
      series: sum('series'),
      dropped: sum('dropped'),
      waiting: sum('waiting'),
      errors: sum('errors'),
    };
  }

  losses(): ExporterLosses {
    const all = this.#modules.map((module) => this.#ask(module, () => module.losses?.()));
    return {
      dropped: all.flatMap((losses) => losses?.dropped ?? []),
      errors: all.flatMap((losses) => losses?.errors ?? []),
      sinks: numbered(all.flatMap((losses) => losses?.sinks ?? [])),
      tracers: tracerStats(this.tracers),
    };
  }

  /** Of the first module that traces. */
  get probe(): (() => SpanProbe) | undefined {
    return this.#modules.find(({ probe }) => probe !== undefined)?.probe;
  }

  /** Of the first module that serves metrics. */
  get scrapes(): (() => ScrapeCounts) | undefined {
    return this.#modules.find(({ scrapes }) => scrapes !== undefined)?.scrapes;
  }

  destinations(): readonly Destination[] {
    return this.#modules.flatMap((module) => this.#ask(module, () => module.destinations?.()) ?? []);
  }

  /** What somebody takes; a tracer that names no signal may take any. */
  get signals(): ReadonlySet<Signal> {
    const taking = this.#modules.filter((_, at) => !FOLLOWING.has(this.names[at] ?? ''));
    const tracers = taking.flatMap((module) => module.tracers);
    return new Set(tracers.flatMap((tracer) => propertyOf(tracer, 'signal') ?? SIGNALS));
  }

  get maxSeries(): number | undefined {
    const caps = this.#modules.flatMap(({ maxSeries }) => maxSeries ?? []);
    return caps.length === 0 ? undefined : caps.reduce((sum, cap) => sum + cap, 0);
  }

  budget(shape: ClassShape): SinkBudget {
    return mergeBudgets(this.#modules.flatMap((module) => this.#ask(module, () => module.budget?.(shape)) ?? []));
  }

  /** Never rejects. */
  async flush(): Promise<void> {
    await this.#each(
      (tracer) => tracer.flush?.(),
      (module) => module.flush?.(),
    );
  }

  /** Never rejects. */
  async shutdown(): Promise<void> {
    await this.#each(
      (tracer) => tracer.shutdown?.(),
      (module) => module.shutdown?.(),
    );
  }

  #ask<R>(module: StartedModule, question: () => R): R | undefined {
    try {
      return question();
    } catch (error) {
      this.#onError(`module ${this.names[this.#modules.indexOf(module)] ?? ''}`, error);
      return undefined;
    }
  }

  async #each(
    ofTracer: (tracer: Tracer) => Promise<void> | undefined,
    ofModule: (module: StartedModule) => Promise<void> | undefined,
  ): Promise<void> {
    // A tracer comes before what its module holds for it. What fails has been counted by whoever failed.
    await Promise.allSettled(
      this.#modules.map(async (module) => {
        await Promise.allSettled(module.tracers.map(async (tracer) => ofTracer(tracer)));
        await ofModule(module);
      }),
    );
  }
}

/** The sinks of several modules, each with a number of its own among those of the same records. */
function numbered(sinks: readonly SinkStats[]): readonly SinkStats[] {
  return sinks.map((sink, at) => ({
    ...sink,
    index: sinks.slice(0, at).filter(({ record }) => record === sink.record).length,
  }));
}
