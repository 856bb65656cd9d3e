import { readTraceparent } from './remote-parent.js';
import type { Setting } from './setting.js';
import { VARIABLES } from './variables.js';

/** Names and values of variables; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says. */
export interface EnvironmentSettings {
  readonly settings: readonly Setting[];
  /** Variables that are set and decide nothing, with the reason. */
  readonly warnings: readonly string[];
}

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * Reads every variable of the table; an empty one counts as not set, as OpenTelemetry demands.
 * @throws MachineError `CONFIG` for a value no setting can be made of, naming variable and value
 */
export function readEnvironment(environment: Environment): EnvironmentSettings {
  const settings: Setting[] = [];
  const warnings: string[] = [];
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') continue;
    const reason = 'unsupported' in variable ? variable.unsupported : variable.ignored?.(value);
    if (reason !== undefined) warnings.push(`${name} is set and decides nothing: ${reason}`);
    if (reason !== undefined || 'unsupported' in variable) continue;
    for (const [key, read] of variable.read(value, name)) {
      settings.push({ path: key.split('.'), value: read, source: name });
    }
  }
  const remote = readTraceparent(environment);
  return { settings: [...settings, ...remote.settings], warnings: [...warnings, ...remote.warnings] };
}
