import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MachineError } from '../errors.js';
import { namesOf } from '../loaded-module.js';
import { jsonLines, PATH_SEPARATOR, type KeyLines } from './json-lines.js';
import { jsonProblem } from './json-problem.js';
import { settingsOf } from './setting.js';
import type { Setting } from './setting.js';
import { readYaml } from './yaml-lines.js';

/** Looked for in this order in the working directory; the first one found is read. */
const CONFIG_FILES = ['statescope.json', 'statescope.yaml', 'statescope.yml'] as const;

/** Names the JSON Schema, for editors. */
const SCHEMA_KEY = '$schema';

/** What a folder has to say. */
export interface FolderSettings {
  readonly settings: readonly Setting[];
  readonly warnings: readonly string[];
}

/**
 * Reads the first configuration file of a folder; nothing when there is none.
 * @throws MachineError `CONFIG` when it can't be read or parsed, `DEPENDENCY` when YAML needs a package
 */
export async function readConfigFile(folder: string): Promise<FolderSettings> {
  for (const [at, name] of CONFIG_FILES.entries()) {
    const text = await textOf(join(folder, name));
    if (text === undefined) continue;
    const others = CONFIG_FILES.slice(at + 1).filter((other) => existsSync(join(folder, other)));
    const warnings = others.map((other) => `${other} is not read, as there is ${name}: keep one of the two`);
    return { settings: await parse(text, name), warnings };
  }
  return { settings: [], warnings: [] };
}

/** Reads a named configuration file, which must exist. */
export async function readNamedFile(path: string): Promise<readonly Setting[]> {
  const text = await textOf(path);
  if (text === undefined) throw new MachineError('CONFIG', `the configuration file ${path} does not exist`);
  return parse(text, basename(path));
}

async function textOf(path: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MachineError('CONFIG', `the configuration file ${path} can't be read: ${messageOf(cause)}`, { cause });
  }
  try {
    // A byte order mark is taken off.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MachineError('CONFIG', `the configuration file ${path} is not UTF-8: save it as UTF-8`);
  }
}

async function parse(text: string, name: string): Promise<readonly Setting[]> {
  const read = /\.ya?ml$/i.test(name) ? await yamlReader(name) : readJson;
  let parsed: Parsed;
  try {
    parsed = read(text);
  } catch (cause) {
    // The parser's message goes on with a picture of the place.
    const [problem = ''] = messageOf(cause).split('\n', 1);
    const why = /\.(?:json|ya?ml)$/i.test(name) ? '' : ' (read as JSON; .yaml and .yml are read as YAML)';
    throw new MachineError('CONFIG', `${name} is malformed: ${problem.replace(/:$/, '')}${why}`, { cause });
  }
  const value = parsed.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new MachineError(
      'CONFIG',
      `${name} holds ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}: expected an object with keys`,
    );
  }
  return settingsOf(value, name)
    .filter(({ path }) => path[0] !== SCHEMA_KEY)
    .map((setting) => ({ ...setting, source: placeOf(setting.path, name, parsed.lines) }));
}

interface Parsed {
  readonly value: unknown;
  readonly lines: KeyLines;
}

function readJson(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    throw new Error(jsonProblem(text));
  }
  return { value, lines: jsonLines(text) };
}

async function yamlReader(name: string): Promise<(text: string) => Parsed> {
  try {
    const yaml = namesOf(await import('yaml'));
    return (text) => readYaml(yaml, text);
  } catch (cause) {
    const message = `${name} needs the package "yaml": npm install yaml, or write it as statescope.json`;
    throw new MachineError('DEPENDENCY', message, { cause });
  }
}

/** `statescope.json:3`: the line of the key, or of the nearest one around it. */
function placeOf(path: readonly string[], name: string, lines: KeyLines): string {
  for (let depth = path.length; depth > 0; depth--) {
    const line = lines.get(path.slice(0, depth).join(PATH_SEPARATOR));
    if (line !== undefined) return `${name}:${String(line)}`;
  }
  return name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
