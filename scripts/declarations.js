import { dirname, join, relative } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const REFERENCE = /^\/\/\/ <reference .*$\n?/gm;

/** The text with what refers to libraries first, the only place where that counts. */
const referringFirst = (text) => (text.match(REFERENCE) ?? []).join('') + text.replace(REFERENCE, '');

/** What is added to the types of a package, with the comment before it. */
const ADDITION = /(?:^\/\*\*.*\*\/\n)?^declare module '[^']+' \{\n(?:[^}].*\n)*\}\n?/gm;

/** The imports of a module of ours, for a file of one of the formats. */
const importsOf = (text, from, path) =>
  Array.from(text.matchAll(/^import (\{ .* \}) from '(\..*)';$/gm), ([, names, source]) => {
    return `import type ${names} from '${relative(from, join('types', dirname(path), source))}';\n`;
  });

/** What exports names again; what JavaScript does not export is a type, classes as well. */
const exportsFrom = (source, names, values) =>
  [
    ['export', names.filter((name) => values.has(name))],
    ['export type', names.filter((name) => !values.has(name))],
  ]
    .filter(([, some]) => some.length > 0)
    .map(([keyword, some]) => `${keyword} { ${some.join(', ')} } from '${source}';\n`)
    .join('');

/**
 * Puts declarations of modules together: entries that only export, one for each format, and the files behind them, as
 * CommonJS, which both formats may import; so a class is the same type in both. An entry reads nothing that it does not need.
 *
 * @param {string} folder the declarations that tsc made
 * @param {readonly { path: string, values: ReadonlySet<string> }[]} entries modules in there, and what their JavaScript exports
 * @returns {Promise<Map<string, string>>} texts by path in the package's `dist/`
 */
export const declarationsOf = async (folder, entries) => {
  const made = await rollup({
    input: Object.fromEntries(entries.map(({ path }) => [path, join(folder, path)])),
    plugins: [dts()],
    external: /^[^./]/,
    onwarn: ({ message, plugin }) => {
      // Types that nobody can name by importing them are shown all the same.
      if (plugin !== 'dts') throw new Error(message);
    },
  });
  const { output } = await made.generate({
    preserveModules: true,
    preserveModulesRoot: folder,
    entryFileNames: ({ name }) => `types/${name.replace(/\.d(?:\.ts)?$/, '')}.d.ts`,
    minifyInternalExports: false,
    hoistTransitiveImports: false,
  });
  const texts = new Map(output.map(({ fileName, code }) => [fileName, referringFirst(code)]));
  for (const { path, values } of entries) {
    const { exports } = output.find(({ fileName }) => fileName === `types/${path}`);
    const text = texts.get(`types/${path}`);
    const additions = text.match(ADDITION) ?? [];
    texts.set(`types/${path}`, text.replace(ADDITION, ''));
    for (const format of ['esm', 'cjs']) {
      const from = join(format, dirname(path));
      const source = relative(from, join('types', path)).replace(/\.d\.ts$/, '.js');
      // A package may have other types for each format: what is added to them has to stand in a file of that format.
      const adding = additions.length === 0 ? [] : [...importsOf(text, from, path), ...additions];
      texts.set(`${format}/${path}`, adding.join('') + exportsFrom(source, exports, values));
    }
  }
  return texts;
};
