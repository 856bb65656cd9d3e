import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import { declarationsOf } from './declarations.js';
import { filesBelow, isNewer, replaceFiles } from './output.js';
import { root } from './tsc.js';

const dist = join(root, 'dist');
const stamp = join(dist, '.bundled');

/** What many entries use, by the file they find it in: files and folders below `src/`. */
const PARTS = {
  foundation: ['copies', 'errors', 'metadata', 'nearest'],
  contract: ['tracer', 'timers'],
  sinks: ['semconv', 'exporters/shared'],
};

/** TypeScript as rollup reads it; every package stays outside. */
const typescript = {
  name: 'typescript',
  resolveId(source, importer) {
    if (importer === undefined) return join(root, source);
    if (!source.startsWith('.')) return { id: source, external: true };
    return resolve(dirname(importer), source.replace(/\.js$/, '.ts'));
  },
  async transform(source, path) {
    const { code } = await transform(source, {
      loader: 'ts',
      target: 'es2022',
      sourcefile: path,
      tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
    });
    return { code, map: null };
  },
};

/** What is loaded together with a module. */
const closureOf = (id, { getModuleInfo }, seen = new Set()) => {
  if (seen.has(id)) return seen;
  seen.add(id);
  for (const next of getModuleInfo(id)?.importedIds ?? []) closureOf(next, { getModuleInfo }, seen);
  return seen;
};

/** The file of a module: of `PARTS`; with the rest of what the root entry loads; else where rollup puts it. */
const chunkOf = (id, graph) => {
  const path = relative(join(root, 'src'), id).replace(/\.ts$/, '');
  const part = Object.entries(PARTS).find(([, units]) => units.some((unit) => `${path}/`.startsWith(`${unit}/`)));
  if (part !== undefined) return part[0];
  const entry = join(root, 'src', 'index.ts');
  return id !== entry && closureOf(entry, graph).has(id) ? 'core' : undefined;
};

/** The JavaScript of a format, each file with what it exports. */
const scriptsOf = async (targets, format) => {
  const sources = targets.map((target) => target.replace('./dist/esm/', '').replace(/\.js$/, ''));
  const made = await rollup({
    input: Object.fromEntries(sources.map((source) => [source, `${source}.ts`])),
    plugins: [typescript],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  const { output } = await made.generate({
    format: format === 'esm' ? 'es' : 'cjs',
    manualChunks: chunkOf,
    chunkFileNames: 'chunks/[name].js',
    generatedCode: { constBindings: true },
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    ...(format === 'cjs' && { dynamicImportInCjs: false, esModule: true, interop: 'auto' }),
  });
  return output.map(({ fileName, code, exports }) => ({ path: `${format}/${fileName}`, code, exports }));
};

/** Makes the package in `dist/` from the sources and the declarations that tsc made of them. */
export const bundle = async () => {
  const inputs = ['src', 'decorators', 'scripts'].flatMap((folder) => filesBelow(join(root, folder)));
  if (isNewer(stamp, [...inputs, join(root, 'package.json')])) return;
  const { exports, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap((entry) => entry.import?.default ?? []);
  const begun = new Date();
  const modules = await scriptsOf([...entries, ...Object.values(bin)], 'esm');
  const scripts = [...modules, ...(await scriptsOf(entries, 'cjs'))];
  const typed = modules.filter(({ path }) => entries.includes(`./dist/${path}`));
  const declarations = await declarationsOf(
    join(dist, 'declarations'),
    typed.map(({ path, exports }) => ({
      path: path.replace('esm/', '').replace(/\.js$/, '.d.ts'),
      values: new Set(exports),
    })),
  );
  replaceFiles(
    dist,
    ['esm', 'cjs', 'types'],
    new Map([
      ...scripts.map(({ path, code }) => [path, code]),
      ...declarations,
      ...['cjs', 'types'].map((folder) => [`${folder}/package.json`, '{ "type": "commonjs" }\n']),
    ]),
  );
  writeFileSync(stamp, '');
  utimesSync(stamp, begun, begun);
};
