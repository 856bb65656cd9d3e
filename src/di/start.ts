import type { DependencyContainer } from 'tsyringe';
import { loadConfig } from '../config/index.js';
import type { Environment, LoadedConfig, TelemetrySettings } from '../config/index.js';
import { MachineError } from '../errors.js';
import { TelemetryScope, rememberNothing } from '../instrument/index.js';
import { configuredModules } from './configured-modules.js';
import { registerMachineClasses } from './machine-classes.js';
import type { ModuleContext, TelemetryModule } from './module.js';
import { ownTracers } from './modules/own-tracers.js';
import { RunningModules } from './running-modules.js';
import { StartedTelemetry } from './started-telemetry.js';
import type { Telemetry } from './telemetry.js';
import { CONFIG, SCOPE, TELEMETRY } from './tokens.js';
import { countTracerErrors } from './tracer-errors.js';

/** The configuration in code, and what it is combined with. */
export interface StartOptions extends TelemetrySettings {
  /** Exactly these backends. @default those the configuration asks for */
  readonly modules?: readonly TelemetryModule[] | undefined;
  /** What the program ships with: file, environment and code beat it. */
  readonly defaults?: TelemetrySettings | undefined;
  /** @default the environment of the process */
  readonly environment?: Environment | undefined;
  /** A configuration file, or `false` for none. @default `statescope.json|yaml|yml` in the working directory */
  readonly configFile?: string | false | undefined;
}

const started = new WeakSet<DependencyContainer>();

/**
 * Starts telemetry for the machines of a container: from now on `new Feed()` and `container.resolve(Feed)` are observed as
 * their marks say, and so are those machines of marked classes that were made before.
 * @throws MachineError `CONFIG` naming key, value and source; `DEPENDENCY` naming a package that is missing; `EXPORTER` when a
 * backend can't be started. Nothing is left running then
 */
export async function startTelemetry(container: DependencyContainer, options: StartOptions = {}): Promise<Telemetry> {
  if (started.has(container)) {
    throw new MachineError(
      'CONFIG',
      'telemetry was started for this container already: shut it down first, or use a child',
    );
  }
  started.add(container);
  try {
    return await start(container, options);
  } catch (error) {
    started.delete(container);
    throw error;
  }
}

/** Starts telemetry with exactly these backends; see {@link startTelemetry}. */
export function telemetry(
  container: DependencyContainer,
  modules: readonly TelemetryModule[],
  options: Omit<StartOptions, 'modules'> = {},
): Promise<Telemetry> {
  return startTelemetry(container, { ...options, modules });
}

async function start(container: DependencyContainer, options: StartOptions): Promise<Telemetry> {
  const { modules: given, defaults, environment, configFile, ...code } = options;
  const loaded = await loadConfig({ code, defaults, environment, file: configFile });
  const { config } = loaded;
  const warnings = [...loaded.warnings];
  const never = config.telemetry === 'never';
  if (never) rememberNothing();
  const chosen = never ? [] : [ownTracers, ...(given ?? configuredModules(config))];
  let running: RunningModules | undefined;
  const context = contextFor(container, loaded, warnings, () => running);
  const modules = (running = await RunningModules.start(chosen, context));
  countTracerErrors();
  const scope: TelemetryScope = new TelemetryScope({
    tracers: modules.tracers,
    classes: config.classes,
    instrumentUnmarked: config.instrumentUnmarked,
    preset: config.preset,
    rpc: config.rpc,
    overrides: config.logs.level === undefined ? undefined : { logged: { level: config.logs.level } },
    owns: (candidate) => scopeOf(candidate) === scope,
  });
  const stopWatching = registerMachineClasses(container);
  const release = (): void => {
    stopWatching();
    started.delete(container);
  };
  const result = new StartedTelemetry({ loaded, modules, scope, warnings, release });
  container.register(CONFIG, { useValue: config });
  container.register(SCOPE, { useValue: scope });
  container.register(TELEMETRY, { useValue: result });
  if (!never) scope.start();
  return result;
}

function contextFor(
  container: DependencyContainer,
  { config, effective }: LoadedConfig,
  warnings: string[],
  running: () => RunningModules | undefined,
): ModuleContext {
  const set = new Set(effective.filter(({ source }) => source !== 'default').map(({ key }) => key));
  const reported = new Set<string>();
  return {
    container,
    config,
    isSet: (key) => set.has(key),
    warn: (text) => {
      warnings.push(text);
    },
    onError: (signal, error) => {
      const text = `${signal}: ${error instanceof Error ? error.message : String(error)}`;
      // The counts tell how often; the report names each failure once, and not without end.
      if (reported.size >= MAX_REPORTED || reported.has(text)) return;
      reported.add(text);
      warnings.push(text);
    },
    contextOf: (machine) => running()?.contextOf(machine),
    losses: () => running()?.losses() ?? { dropped: [], errors: [] },
  };
}

const MAX_REPORTED = 20;

/** The scope of a container, its own or the nearest one above; nothing for what is no container, or a disposed one. */
function scopeOf(candidate: unknown): TelemetryScope | undefined {
  try {
    const container = candidate as DependencyContainer;
    return container.isRegistered(SCOPE, true) ? container.resolve(SCOPE) : undefined;
  } catch {
    return undefined;
  }
}
