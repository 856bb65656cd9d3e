import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { swcOptions } from './swc-options.js';

const root = new URL('../', import.meta.url);

/** The source behind an import of this package by its own name. */
const ownSource = (specifier) => {
  if (specifier === 'statescope') return new URL('src/index.ts', root);
  if (specifier === 'statescope/decorators') return new URL('decorators/index.ts', root);
  if (specifier.startsWith('statescope/'))
    return new URL(`src/${specifier.slice('statescope/'.length)}/index.ts`, root);
  return undefined;
};

/** The `.ts` file behind a relative import that is spelt `.js`. */
const typescriptSource = (specifier, parent) => {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js') || !parent?.endsWith('.ts')) return undefined;
  const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(source) ? source : undefined;
};

export const resolve = (specifier, context, next) => {
  const source = ownSource(specifier) ?? typescriptSource(specifier, context.parentURL);
  return source === undefined ? next(specifier, context) : { url: source.href, shortCircuit: true };
};

export const load = async (url, context, next) => {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    ...swcOptions({ module: 'es6' }),
  });
  return { format: 'module', source: code, shortCircuit: true };
};
