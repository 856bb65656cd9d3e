import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { MachineError } from '../errors.js';
import { markedClasses, onMarked } from '../metadata/index.js';
import type { MachineClass } from '../metadata/index.js';

/**
 * Imports files and finds the machine classes they bring: those they export, and every marked class the process knows then.
 * @param files JavaScript, or TypeScript where the package `tsx` is installed
 * @param folder what relative paths are relative to
 * @throws MachineError `CONFIG` when a file is missing or fails to load, `DEPENDENCY` when TypeScript needs a package
 */
export async function loadClasses(files: readonly string[], folder: string): Promise<readonly MachineClass[]> {
  const found = new Set<MachineClass>();
  // Nobody else holds a class that is neither exported nor used.
  const marked = new Set(markedClasses());
  const stop = onMarked((Class) => marked.add(Class));
  try {
    for (const file of files) {
      for (const Class of await load(resolve(folder, file), file)) found.add(Class);
    }
  } finally {
    stop();
  }
  for (const Class of marked) found.add(Class);
  return [...found];
}

/** The machine classes among the exports of a module, also one level down, as in a default export or a list. */
export function classesIn(exports: object): readonly MachineClass[] {
  const values = plainValues(exports);
  return [...new Set([...values, ...values.flatMap(plainValues)].filter(isMachineClass))];
}

/** Without those of getters, which would run. */
function plainValues(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(Object.getOwnPropertyDescriptors(value)).map((property): unknown => property.value);
}

/** Judged by its shape: the file may have loaded another copy of the engine. */
function isMachineClass(value: unknown): value is MachineClass {
  if (typeof value !== 'function') return false;
  const prototype = value.prototype as Partial<Record<string, unknown>> | undefined;
  return ['add', 'remove', 'is', 'bindTracer'].every((verb) => typeof prototype?.[verb] === 'function');
}

async function load(path: string, written: string): Promise<readonly MachineClass[]> {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile();
  if (isFile !== true)
    throw new MachineError('CONFIG', `--from ${written} ${isFile === false ? 'is no file' : 'does not exist'}`);
  const forget = /\.[cm]?tsx?$/.test(path) ? await registerTypeScript(path, written) : undefined;
  try {
    return classesIn((await import(pathToFileURL(path).href)) as object);
  } catch (cause) {
    throw new MachineError('CONFIG', `--from ${written} can't be loaded: ${problemOf(cause)}`, { cause });
  } finally {
    await forget?.();
  }
}

interface TypeScriptLoader {
  register(): () => unknown;
}

/** Looks for tsx where the file stands, so that a project uses its own, also for a command that is installed globally. */
async function registerTypeScript(path: string, written: string): Promise<() => Promise<void>> {
  let loaders: readonly TypeScriptLoader[];
  try {
    const manifest = createRequire(path).resolve('tsx/package.json');
    const { exports } = JSON.parse(await readFile(manifest, 'utf8')) as { exports: Readonly<Record<string, unknown>> };
    // A project of CommonJS modules needs the one, all others the other, and a mixed one both.
    const entries = ['./cjs/api', './esm/api'].map((entry) =>
      pathToFileURL(join(dirname(manifest), moduleOf(exports[entry]))),
    );
    loaders = await Promise.all(entries.map(async ({ href }) => (await import(href)) as TypeScriptLoader));
  } catch (cause) {
    const message = `--from ${written} is TypeScript and needs the package "tsx": npm install --save-dev tsx, or give the compiled JavaScript`;
    throw new MachineError('DEPENDENCY', message, { cause });
  }
  const registered = loaders.map((loader) => loader.register());
  return async () => {
    for (const forget of registered) await forget();
  };
}

/** The ES module of an entry of a package; `require.resolve` would find the other one. */
function moduleOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const conditions = entry as Readonly<Record<string, unknown>>;
  return moduleOf(conditions['import'] ?? conditions['default']);
}

/** With the place, which the message of an error leaves to its stack. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 200);
  const { file, line } = PLACE.exec(stackOf(error))?.groups ?? {};
  return file === undefined ? error.message : `${error.message} (${file}:${line ?? ''})`;
}

/** Of the program's own, not of Node or a package. */
const PLACE = /^(?!.*(?:node:|node_modules)).*?(?<file>[^\s/\\()]+?):(?<line>\d+)(?::\d+)?\)?$/m;

/** A syntax error has its place above its message, others below; Node's own tell what they are about. */
function stackOf(error: Error): string {
  const { message, name, stack = '' } = error;
  if ('code' in error) return '';
  if (name === 'SyntaxError') return stack.split('\n', 1)[0] ?? '';
  return stack.slice(stack.indexOf(message) + message.length);
}
