import cluster from 'node:cluster';
import type { Environment, LoadedConfig } from '../config/index.js';
import { examine } from '../doctor/index.js';
import type { Finding } from '../doctor/index.js';
import { startedTelemetries, unboundMachines } from '../instrument/index.js';
import { markedClasses } from '../metadata/index.js';
import type { RunningModules } from './running-modules.js';
import type { TelemetryStats } from './telemetry.js';

/** What is examined of a telemetry that runs. */
export interface Examined {
  readonly loaded: LoadedConfig;
  readonly environment: Environment;
  readonly modules: RunningModules;
  readonly stats: TelemetryStats;
  /** Machines bound since the start. */
  readonly bound: number;
  /** It was shut down. */
  readonly isOver: boolean;
}

/** Has the doctor look at a telemetry that runs; see `Telemetry.doctor`. */
export function examineRunning({
  loaded,
  environment,
  modules,
  stats,
  bound,
  isOver,
}: Examined): Promise<readonly Finding[]> {
  const { sinks, tracers } = stats;
  return examine({
    config: loaded.config,
    warnings: loaded.warnings,
    environment,
    classes: markedClasses(),
    sources: [],
    folder: process.cwd(),
    isClusterWorker: cluster.isWorker,
    running: {
      probe: modules.probe,
      sinks,
      tracers,
      signals: modules.signals,
      machines: unboundMachines(),
      telemetries: startedTelemetries(),
      bound,
      isOver,
      metricsUrl: isOver ? undefined : modules.metricsUrl,
      scrapes: modules.scrapes,
      destinations: modules.destinations(),
      registryType: modules.registryType,
    },
  });
}
