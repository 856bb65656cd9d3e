import type { Environment, LoadedConfig } from '../config/index.js';
import type { Finding } from '../doctor/index.js';
import {
  classStates,
  knownMarkMistakes,
  misnamedHandlers,
  shapeOf,
  unboundMachines,
  unknownClasses,
} from '../instrument/index.js';
import type { ClassState, ClassToggle, TelemetryScope, ToggleOptions } from '../instrument/index.js';
import { markedClasses } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { classBudget, sumBudgets } from '../budget/index.js';
import type { TelemetryBudget } from '../budget/index.js';
import type { SinkStats } from '../exporters/shared/index.js';
import { MachinesEnd } from './machines-end.js';
import type { RunningModules } from './running-modules.js';
import type { ShutdownOptions, Telemetry, TelemetryReport, TelemetryStats } from './telemetry.js';
import { startupLine } from './startup-line.js';
import { tracerErrorLines } from './tracer-errors.js';

/** What a started telemetry consists of. */
export interface TelemetryParts {
  readonly environment: Environment;
  readonly loaded: LoadedConfig;
  readonly modules: RunningModules;
  readonly scope: TelemetryScope;
  /** Live: modules add to it. */
  readonly warnings: readonly string[];
  /** Called once, when the shutdown begins. */
  readonly release: () => void;
  /** Called once, when the shutdown is over. */
  readonly ended: () => void;
}

/** A class that somebody switches and nobody knows is most likely misspelt. */
function unknownClassLines({ toggles, report }: TelemetryScope): readonly string[] {
  const known = [...new Set([...markedClasses().map(({ name }) => name), ...Object.keys(report.classes)])];
  const toggled = toggles.runtime.map(({ pattern }) => pattern);
  return [
    ...unknownClasses(toggles.configured, known).map((line) => `classes: ${line}`),
    ...unknownClasses([...new Set(toggled)], known).map((line) => `toggle: ${line}`),
  ];
}

/** Longest time a timer of Node keeps; it takes a longer one for none at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** Between two flushes of sinks that give up. */
const PAUSE_MS = 20;

/** Of the time of a shutdown, what the ends of machines may take; the rest is for what waits then. */
const SHARE_OF_MACHINES = 3 / 4;
/** And how long it may look as if nobody took what they leave. */
const SHARE_OF_SILENCE = 1 / 8;

/** Undefined for what is no time. */
function limitOf(timeoutMs: number): number | undefined {
  return Number.isNaN(timeoutMs) ? undefined : Math.min(Math.max(timeoutMs, 0), LONGEST_MS);
}

/** A telemetry that runs; see `Telemetry` for the contract. */
export class StartedTelemetry implements Telemetry {
  readonly #parts: TelemetryParts;
  #ending: Promise<void> | undefined;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
  }

  get report(): TelemetryReport {
    const { loaded, modules, scope, warnings } = this.#parts;
    return {
      line: startupLine(loaded, modules, markedClasses().length),
      service: loaded.config.service,
      modules: modules.names,
      classes: scope.report.classes,
      machines: scope.report.machines,
      withoutParent: scope.report.withoutParent,
      unbound: unboundMachines().ambiguous,
      warnings: [
        ...warnings,
        ...unknownClassLines(scope),
        ...misnamedHandlers(),
        ...knownMarkMistakes(),
        ...tracerErrorLines(this.stats().tracers),
      ],
      settings: loaded.effective,
    };
  }

  get metricsUrl(): string | undefined {
    return this.#parts.modules.metricsUrl;
  }

  get adminUrl(): string | undefined {
    return this.#parts.modules.adminUrl;
  }

  stats(): TelemetryStats {
    const { modules } = this.#parts;
    const counts = modules.stats();
    const { sinks = [], tracers = [] } = modules.losses();
    const errors = tracers.reduce((sum, tracer) => sum + tracer.errors, counts.errors);
    return { ...counts, errors, sinks, tracers };
  }

  async doctor(): Promise<readonly Finding[]> {
    // It brings modules for networks and files that a telemetry without it does not need.
    const { examineRunning } = await import('./examination.js');
    const { loaded, environment, modules, scope } = this.#parts;
    const { machines: bound } = scope.report;
    const isOver = this.#ending !== undefined;
    return examineRunning({ loaded, environment, modules, stats: this.stats(), bound, isOver });
  }

  budget(): TelemetryBudget {
    const { modules, scope } = this.#parts;
    const classes = [...markedClasses(), ...scope.machines.map((machine) => machine.constructor)];
    const budget = (Class: ClassLike) => {
      const shape = shapeOf(Class, scope);
      return classBudget(shape, modules.budget(shape));
    };
    return sumBudgets(classes, budget, modules.maxSeries);
  }

  run<R>(fn: () => R): R {
    return this.#parts.scope.run(fn);
  }

  toggle(pattern: string, toggle: ClassToggle | undefined, options?: ToggleOptions): readonly string[] {
    const { scope } = this.#parts;
    scope.toggle(pattern, toggle, options);
    const known = classStates(scope).map(({ className }) => className);
    return unknownClasses([pattern], known);
  }

  instrumentation(): readonly ClassState[] {
    return classStates(this.#parts.scope);
  }

  flush(): Promise<void> {
    return this.#bounded(this.#parts.modules.flush());
  }

  shutdown({ timeoutMs }: ShutdownOptions = {}): Promise<void> {
    this.#ending ??= this.#end(timeoutMs);
    return this.#ending;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #end(timeoutMs: number | undefined): Promise<void> {
    const { ended, release } = this.#parts;
    release();
    return this.#bounded(this.#endAll(performance.now(), timeoutMs), timeoutMs).then(ended);
  }

  /** Machines first: what is open is closed, and goes out with the last flush. */
  async #endAll(startMs: number, timeoutMs: number | undefined): Promise<void> {
    const { modules, scope } = this.#parts;
    const sinks = (): readonly SinkStats[] => modules.losses().sinks ?? [];
    const limitMs = this.#limitMs(timeoutMs);
    const untilMs = startMs + limitMs * SHARE_OF_MACHINES;
    const patienceMs = limitMs * SHARE_OF_SILENCE;
    const flush = (): Promise<void> => modules.flush();
    const machines = new MachinesEnd(scope.stopping(), { sinks, flush, untilMs, patienceMs });
    while (!machines.goOn()) await machines.makeRoom();
    await this.#shutDown(startMs, timeoutMs);
  }

  /** Sinks give up after the limit of the configuration; who has more time than that asks them again while records wait. */
  async #shutDown(startMs: number, timeoutMs = 0): Promise<void> {
    const { modules, loaded } = this.#parts;
    const untilMs = startMs + timeoutMs - loaded.config.shutdownTimeoutMs;
    while (performance.now() < untilMs && modules.stats().waiting > 0) {
      await this.flush();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    await modules.shutdown();
  }

  #limitMs(givenMs: number | undefined): number {
    return limitOf(givenMs ?? NaN) ?? this.#parts.loaded.config.shutdownTimeoutMs;
  }

  #bounded(work: Promise<void>, givenMs?: number): Promise<void> {
    const timeoutMs = this.#limitMs(givenMs);
    // The timer holds the process until the work is done or time is up; without it, a hanging sink would end it early.
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      void work.finally(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
