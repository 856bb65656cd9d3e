import { dirname, join, relative } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const REFERENCE = /^\/\/\/ <reference .*$\n?/gm;

/** The text with what refers to libraries first, the only place where that counts. */
const referringFirst = (text) => (text.match(REFERENCE) ?? []).join('') + text.replace(REFERENCE, '');

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
    for (const format of ['esm', 'cjs']) {
      const source = relative(join(format, dirname(path)), join('types', path)).replace(/\.d\.ts$/, '.js');
      texts.set(`${format}/${path}`, exportsFrom(source, exports, values));
    }
  }
  return texts;
};
