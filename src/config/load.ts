import { check } from './check.js';
import { processEnvironment, readEnvironment } from './env.js';
import type { Environment } from './env.js';
import { readConfigFile, readNamedFile } from './file.js';
import { configModel } from './model.js';
import type { TelemetryConfig, TelemetrySettings } from './model.js';
import { settingAt, settingsOf, treeOf } from './setting.js';

/** Where a configuration is taken from. */
export interface LoadOptions {
  /** Beats everything else. */
  readonly code?: TelemetrySettings | undefined;
  /** What a program ships with; everything else beats it. */
  readonly defaults?: TelemetrySettings | undefined;
  /** @default the environment of the process */
  readonly environment?: Environment | undefined;
  /** Folder of the configuration file. @default the working directory */
  readonly folder?: string | undefined;
  /** A configuration file, or `false` for none. @default the first of `statescope.json|yaml|yml` in the folder */
  readonly file?: string | false | undefined;
}

/** One value in force and where it came from. */
export interface EffectiveSetting {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

/** A configuration that was loaded. */
export interface LoadedConfig {
  readonly config: TelemetryConfig;
  /** Every value in force with its source. */
  readonly effective: readonly EffectiveSetting[];
  readonly warnings: readonly string[];
}

/**
 * Makes one configuration of code, environment, file and the defaults of the program, in this order of weight. Each of
 * them is checked by itself, so that a mistake is found even where something stronger covers it.
 * @throws MachineError `CONFIG`, naming key, value, source and the nearest valid one
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const { z } = await import('zod');
  const model = configModel(z);
  const { settings: environment, warnings } = readEnvironment(options.environment ?? processEnvironment());
  const layers = [
    settingsOf(options.defaults, "the program's defaults"),
    await fileSettings(options),
    environment,
    settingsOf(options.code, 'code'),
  ];
  for (const layer of layers) check(model, layer);
  const settings = layers.flat();
  const config = check(model, settings);
  const effective = settingsOf(treeOf(settingsOf(config, 'default')), 'default').map(({ path, value }) => {
    const source = settingAt(settings, path)?.source ?? 'default';
    return { key: path.join('.'), value, source };
  });
  return { config, effective, warnings };
}

function fileSettings({ file, folder }: LoadOptions) {
  if (file === false) return [];
  return file === undefined ? readConfigFile(folder ?? process.cwd()) : readNamedFile(file);
}
