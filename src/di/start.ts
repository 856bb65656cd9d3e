import type { DependencyContainer } from 'tsyringe';
import { inheritRulesOf, loadConfig, optionsOf, processEnvironment } from '../config/index.js';
import type { Environment, LoadOptions, LoadedConfig, TelemetryConfig, TelemetrySettings } from '../config/index.js';
import { foreignCopies } from '../copies.js';
import { MachineError } from '../errors.js';
import { TelemetryScope, checkInheritRules, mergedRules, rememberNothing } from '../instrument/index.js';
import type { ErrorPolicy } from '../metadata/index.js';
import { limitBreakers } from '../tracer/index.js';
import type { InheritRules } from '../tracer/index.js';
import { configuredModules } from './configured-modules.js';
import { containerLinks } from './container-scope.js';
import { Diagnostics, bindingLines } from './diagnostics.js';
import type { DiagnosticSink } from './diagnostics.js';
import { rememberContainer } from './inject.js';
import { registerMachineClasses } from './machine-classes.js';
import { contextFor } from './module-context.js';
import { registered } from './module.js';
import type { ModuleContext, TelemetryModule } from './module.js';
import { ownTracers } from './modules/own-tracers.js';
import { overridesOf } from './overrides.js';
import { reloading } from './reloading.js';
import type { RunningModules } from './running-modules.js';
import { watchProcess } from './signals.js';
import { checkStart } from './start-check.js';
import { startModules } from './start-modules.js';
import { StartedTelemetry } from './started-telemetry.js';
import { TelemetryEnd } from './telemetry-end.js';
import type { Telemetry } from './telemetry.js';
import { toggleLayers } from './toggle-layers.js';
import { CLOCK, CONFIG, SCOPE, TELEMETRY } from './tokens.js';

/** The configuration in code, and what it is combined with. */
export interface StartOptions extends Omit<TelemetrySettings, 'errors' | 'inherit'> {
  /** How much of errors leaves the process, in place of what the marks say. @default the configuration, 'full' */
  readonly errors?: ErrorPolicy | undefined;
  /** Exactly these backends. @default those the configuration asks for */
  readonly modules?: readonly TelemetryModule[] | undefined;
  /** What the program ships with: file, environment and code beat it. */
  readonly defaults?: TelemetrySettings | undefined;
  /** @default the environment of the process */
  readonly environment?: Environment | undefined;
  /** A configuration file, or `false` for none. @default `statescope.json|yaml|yml` in the working directory */
  readonly configFile?: string | false | undefined;
  /**
   * Which submachines inherit the tracers of their parent; it beats the configuration, an option `inherit` of a module beats it,
   * both key by key. @default the configuration; those marked `@Parent`, none of the messaging layer unless `rpc` is set
   */
  readonly inherit?: InheritRules | undefined;
  /**
   * Told one line when everything has started, what is on and where it goes, and then of failures, one line a minute at most.
   * @default failures are warnings of the process
   */
  readonly diagnostic?: DiagnosticSink | undefined;
}

const started = new WeakSet<DependencyContainer>();

/**
 * Starts telemetry for the machines of a container: from now on `new Feed()` and `container.resolve(Feed)` are observed as
 * their marks say, and so are those machines of marked classes that were made before.
 * @throws MachineError `CONFIG` naming key, value and source; `DEPENDENCY` naming a package that is missing; `EXPORTER` when a
 * backend can't be started. Nothing is left running then
 */
export async function startTelemetry(container: DependencyContainer, options: StartOptions = {}): Promise<Telemetry> {
  checkStart(container, options);
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
  const { modules: given, defaults, environment, configFile, inherit, errors, diagnostic, ...others } = options;
  checkInheritRules(inherit === undefined ? {} : inherit, 'code');
  // A function is for this telemetry alone; anything else goes the way of all settings.
  const code = errors === undefined || typeof errors === 'function' ? others : { ...others, errors };
  const sources = { code, defaults, environment: environment ?? processEnvironment(), file: configFile };
  const loaded = await loadConfig(sources);
  const diagnostics = new Diagnostics(diagnostic, { level: loaded.config.diagnostics });
  try {
    return await compose(container, { loaded, sources, given, inherit, errors, diagnostics });
  } catch (error) {
    diagnostics.stop();
    throw error;
  }
}

interface Composition {
  readonly loaded: LoadedConfig;
  readonly sources: LoadOptions & { readonly environment: Environment };
  readonly given: readonly TelemetryModule[] | undefined;
  readonly inherit: InheritRules | undefined;
  readonly errors: ErrorPolicy | undefined;
  readonly diagnostics: Diagnostics;
}

async function compose(container: DependencyContainer, composition: Composition): Promise<Telemetry> {
  const { loaded, sources, given, diagnostics } = composition;
  const { config } = loaded;
  const { environment } = sources;
  const never = config.telemetry === 'never';
  if (never) rememberNothing();
  else await diagnostics.follow();
  const warnings: string[] = [];
  let running: RunningModules | undefined;
  const context = contextFor(container, { ...loaded, environment }, { warnings, diagnostics }, () => running);
  for (const warning of loaded.warnings) context.warn(warning);
  const copies = foreignCopies();
  if (copies !== undefined) context.onError('copies', copies);
  const chosen = never ? [] : [ownTracers, ...(given ?? configuredModules(context))];
  const modules = (running = await startModules(chosen, context));
  limitBreakers(modules.tracers, config.breaker.enabled ? config.breaker : false);
  const scope = await scopeFor(modules, composition, context);
  const stopWatching = registerMachineClasses(container);
  const release = (): void => {
    stopWatching();
    started.delete(container);
  };
  const ended = (): void => {
    stopWatchingProcess?.();
    diagnostics.ended(result.stats().sinks);
  };
  const parts = { loaded, environment, modules, scope, warnings, release, ended };
  const result: StartedTelemetry = new StartedTelemetry(parts);
  const reload = reloading(() => loadConfig(sources), scope, { warnings, diagnostics });
  const stopWatchingProcess = config.signals && !never ? watch(result, reload) : undefined;
  register(container, result, config, scope);
  diagnostics.watch(modules.tracers);
  diagnostics.started(result.report.line);
  if (!never) scope.start();
  return result;
}

function register(
  container: DependencyContainer,
  telemetry: Telemetry,
  config: TelemetryConfig,
  scope: TelemetryScope,
): void {
  // Not as values, which `clearInstances` would take away.
  container.register(CONFIG, { useFactory: () => config });
  container.register(SCOPE, { useFactory: () => scope });
  container.register(TELEMETRY, { useFactory: () => telemetry });
  TelemetryEnd.register(container, telemetry, config.shutdownTimeoutMs);
  rememberContainer(scope, container);
}

function watch(telemetry: Telemetry, reload: () => Promise<void>): () => void {
  return watchProcess({
    flush: () => telemetry.flush(),
    shutdown: () => telemetry.shutdown(),
    reload,
  });
}

/** The modules run already: when they contradict what a scope can be, they are shut down again. */
async function scopeFor(
  modules: RunningModules,
  { loaded, errors, inherit, diagnostics }: Composition,
  context: ModuleContext,
): Promise<TelemetryScope> {
  const { config } = loaded;
  try {
    const scope: TelemetryScope = new TelemetryScope({
      tracers: modules.tracers,
      classes: toggleLayers(loaded),
      now: registered(context.container, CLOCK),
      instrumentUnmarked: config.instrumentUnmarked,
      preset: config.preset,
      inherit: mergedRules(inheritRulesOf(config), inherit),
      overrides: overridesOf(loaded, errors),
      classOptions: optionsOf(config.classes),
      detectEval: config.detectEval,
      bindingChanged: bindingLines(diagnostics),
      ...containerLinks(
        () => scope,
        (text) => context.warn(text),
      ),
    });
    return scope;
  } catch (error) {
    await modules.shutdown();
    throw error;
  }
}
