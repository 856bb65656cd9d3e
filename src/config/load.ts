import { resolve } from 'node:path';
import { MachineError } from '../errors.js';
import { check } from './check.js';
import { isShared, leftAlone, processEnvironment, readEnvironment } from './env.js';
import type { Environment, EnvironmentSettings } from './env.js';
import { readConfigFile, readNamedFile } from './file.js';
import type { FolderSettings } from './file.js';
import { configModel } from './model.js';
import type { TelemetryConfig, TelemetrySettings } from './model.js';
import { withoutSecrets } from './secret.js';
import { isEmpty, settingAt, settingsOf, treeOf } from './setting.js';
import type { Setting } from './setting.js';

/** Where a configuration is taken from. */
export interface LoadOptions {
  /** Beats everything else. */
  readonly code?: TelemetrySettings | undefined;
  /** What a program ships with; everything else beats it. */
  readonly defaults?: TelemetrySettings | undefined;
  /** @default the environment of the process */
  readonly environment?: Environment | undefined;
  /** Folder of the configuration file, and what files of secrets are relative to. @default the working directory */
  readonly folder?: string | undefined;
  /** A configuration file, or `false` for none. @default the first of `statescope.json|yaml|yml` in the folder */
  readonly file?: string | false | undefined;
}

/** One value in force and where it came from. */
export interface EffectiveSetting {
  readonly key: string;
  /** `***` for a secret. */
  readonly value: unknown;
  readonly source: string;
}

/** A configuration that was loaded. */
export interface LoadedConfig {
  readonly config: TelemetryConfig;
  /** Every value in force with its source; secrets are hidden. */
  readonly effective: readonly EffectiveSetting[];
  readonly warnings: readonly string[];
}

/**
 * Makes one configuration of code, environment, file and the defaults of the program, in this order of weight. Each of
 * them is checked by itself, so that a mistake is found even where something stronger covers it, and all mistakes are told at once.
 * @throws MachineError `CONFIG`, naming key, value, source and the nearest valid one
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const checkedBy = await loadModel();
  const folder = options.folder ?? process.cwd();
  const read = await readEnvironment(environmentOf(options.environment), folder);
  const { settings: environment, warnings } = usable(checkedBy, read);
  const file = await fileSettings(options.file, folder);
  const layers = [
    settingsOf(objectOf(options.defaults, "the program's defaults"), "the program's defaults"),
    file.settings,
    environment,
    settingsOf(objectOf(options.code, 'code'), 'code'),
  ];
  const mistakes = [...read.mistakes, ...layers.flatMap((layer) => mistakeIn(checkedBy, layer) ?? [])];
  if (mistakes.length > 0) throw new MachineError('CONFIG', mistakes.join('\n'));
  const settings = layers.flat();
  const config = check(checkedBy, settings);
  const said = settings.filter(({ value }) => !isEmpty(value));
  return {
    config,
    effective: effectiveOf(config, said),
    warnings: [...file.warnings, ...warnings],
  };
}

/** What the environment says, without values of shared variables that this program cannot use. */
function usable(
  checkedBy: ReturnType<typeof configModel>,
  { settings, warnings }: EnvironmentSettings,
): Omit<EnvironmentSettings, 'mistakes'> {
  const mistakes = new Set<string>();
  const unusable = new Set<string>();
  const found = settings.map((setting) => {
    const mistake = isShared(setting.source) ? mistakeIn(checkedBy, [setting]) : undefined;
    if (mistake === undefined) return setting;
    // Each entry of a list is a mistake of its own.
    const each = Array.isArray(setting.value) ? mistake.split('\n') : [mistake];
    for (const one of each) mistakes.add(leftAlone(one));
    const rest = usableEntries(checkedBy, setting);
    if (rest === undefined) unusable.add(setting.source);
    return rest ?? setting;
  });
  // What a value implies goes with it.
  const used = found.filter(({ source }) => !unusable.has(source));
  return { settings: used, warnings: [...warnings, ...mistakes] };
}

/** A list without its entries that are mistakes: one name of another program's makes the others no worse. */
function usableEntries(checkedBy: ReturnType<typeof configModel>, setting: Setting): Setting | undefined {
  if (!Array.isArray(setting.value)) return undefined;
  const entries = setting.value as readonly unknown[];
  const value = entries.filter((entry) => mistakeIn(checkedBy, [{ ...setting, value: [entry] }]) === undefined);
  return value.length === 0 ? undefined : { ...setting, value };
}

function mistakeIn(checkedBy: ReturnType<typeof configModel>, settings: readonly Setting[]): string | undefined {
  try {
    check(checkedBy, settings);
    return undefined;
  } catch (error) {
    if (error instanceof MachineError) return error.message;
    throw error;
  }
}

let model: ReturnType<typeof configModel> | undefined;

/** Made once: it takes far longer to make than to use. */
async function loadModel(): Promise<ReturnType<typeof configModel>> {
  const { z } = await import('zod');
  return (model ??= configModel(z));
}

function effectiveOf(config: TelemetryConfig, settings: readonly Setting[]): readonly EffectiveSetting[] {
  return settingsOf(treeOf(settingsOf(config, 'default')), 'default').flatMap(({ path, value }) => {
    if (isEmpty(value)) return [];
    const source = settingAt(settings, path)?.source ?? 'default';
    return [{ key: path.join('.'), value: withoutSecrets(value, path), source }];
  });
}

async function fileSettings(file: LoadOptions['file'], folder: string): Promise<FolderSettings> {
  if (file === undefined) return readConfigFile(folder);
  if (file !== false && (typeof file !== 'string' || file === '')) {
    throw new MachineError(
      'CONFIG',
      `the configuration file is ${JSON.stringify(file)}: expected a path, or false for none`,
    );
  }
  return { settings: file === false ? [] : await readNamedFile(resolve(folder, file)), warnings: [] };
}

/** Callers without types may hand over numbers. */
function environmentOf(given: Environment | undefined): Environment {
  if (given === undefined) return processEnvironment();
  const stated = Object.entries(objectOf(given, 'environment') as object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated.map(([name, value]) => [name, String(value)]));
}

/** Callers without types may hand over anything. */
function objectOf(given: unknown, source: string): unknown {
  if (given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given))) return given;
  throw new MachineError(
    'CONFIG',
    `the settings are ${given === null ? 'null' : Array.isArray(given) ? 'a list' : typeof given} (${source}): expected an object with keys`,
  );
}
