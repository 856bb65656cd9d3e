import type { DependencyContainer } from 'tsyringe';
import type { Environment, LoadedConfig } from '../config/index.js';
import { thrownText } from '../tracer/index.js';
import type { Diagnostics } from './diagnostics.js';
import type { ModuleContext } from './module.js';
import type { RunningModules } from './running-modules.js';

const MAX_REPORTED = 20;

/** Where what modules say goes. */
interface ReportTo {
  readonly warnings: string[];
  readonly diagnostics: Diagnostics;
}

/** What was loaded, and from where. */
interface LoadedFrom extends LoadedConfig {
  readonly environment: Environment;
}

/** What modules are given; the tracers of all of them are asked once they run. */
export function contextFor(
  container: DependencyContainer,
  { config, effective, environment }: LoadedFrom,
  { warnings, diagnostics }: ReportTo,
  running: () => RunningModules | undefined,
): ModuleContext {
  const set = new Set(effective.filter(({ source }) => source !== 'default').map(({ key }) => key));
  const reported = new Set<string>();
  return {
    container,
    config,
    environment,
    isSet: (key) => set.has(key),
    warn: (text) => {
      warnings.push(text);
      diagnostics.say('warn', `telemetry: ${text}`);
    },
    debug: (text) => {
      diagnostics.say('debug', text);
    },
    onError: (signal, error) => {
      diagnostics.failure(signal, error);
      const text = `${signal}: ${thrownText(error)}`;
      // The counts tell how often; the report names each failure once, and not without end.
      if (reported.size >= MAX_REPORTED || reported.has(text)) return;
      reported.add(text);
      warnings.push(text);
    },
    contextOf: (machine) => running()?.contextOf(machine),
    record: (event) => running()?.record(event) ?? false,
    losses: () => running()?.losses() ?? { dropped: [], errors: [] },
  };
}
