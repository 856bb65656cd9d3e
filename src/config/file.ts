import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MachineError } from '../errors.js';
import { settingsOf } from './setting.js';
import type { Setting } from './setting.js';

/** Looked for in this order in the working directory; the first one found is read. */
const CONFIG_FILES = ['statescope.json', 'statescope.yaml', 'statescope.yml'] as const;

/**
 * Reads the first configuration file of a folder; nothing when there is none.
 * @throws MachineError `CONFIG` when it can't be read or parsed, `DEPENDENCY` when YAML needs a package
 */
export async function readConfigFile(folder: string): Promise<readonly Setting[]> {
  for (const name of CONFIG_FILES) {
    const text = await textOf(join(folder, name));
    if (text !== undefined) return parse(text, name);
  }
  return [];
}

/** Reads a named configuration file, which must exist. */
export async function readNamedFile(path: string): Promise<readonly Setting[]> {
  const text = await textOf(path);
  if (text === undefined) throw new MachineError('CONFIG', `the configuration file ${path} does not exist`);
  return parse(text, basename(path));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MachineError('CONFIG', `the configuration file ${path} can't be read: ${messageOf(cause)}`, { cause });
  }
}

async function parse(text: string, name: string): Promise<readonly Setting[]> {
  const read = /\.ya?ml$/.test(name) ? await yamlParser(name) : (json: string): unknown => JSON.parse(json);
  let value: unknown;
  try {
    value = read(text) ?? {};
  } catch (cause) {
    // The parser's message goes on with a picture of the place.
    const [problem = ''] = messageOf(cause).split('\n', 1);
    throw new MachineError('CONFIG', `${name} is malformed: ${problem.replace(/:$/, '')}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MachineError(
      'CONFIG',
      `${name} holds ${JSON.stringify(value).slice(0, 80)}: expected an object with keys`,
    );
  }
  return settingsOf(value, name);
}

async function yamlParser(name: string): Promise<(text: string) => unknown> {
  try {
    const { parse: parseYaml } = await import('yaml');
    return parseYaml;
  } catch (cause) {
    const message = `${name} needs the package "yaml": npm install yaml, or write it as statescope.json`;
    throw new MachineError('DEPENDENCY', message, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
