import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import { filesBelow, isNewer, replaceScripts } from './output.js';
import { root } from './tsc.js';

const esm = join(root, 'dist', 'esm');
const cjs = join(root, 'dist', 'cjs');
const stamp = join(root, 'dist', '.bundled');

/** What many entries use, by the file they find it in: files and folders below `src/`. */
const PARTS = {
  foundation: ['errors', 'metadata', 'nearest'],
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
    const { code, map } = await transform(source, {
      loader: 'ts',
      target: 'es2022',
      sourcefile: path,
      sourcemap: true,
      tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
    });
    return { code, map };
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

const emit = async (targets, folder, format) => {
  const sources = targets.map((target) => target.replace('./dist/esm/', '').replace(/\.js$/, ''));
  const made = await rollup({
    input: Object.fromEntries(sources.map((source) => [source, `${source}.ts`])),
    plugins: [typescript],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  const { output } = await made.generate({
    dir: folder,
    format,
    manualChunks: chunkOf,
    chunkFileNames: 'chunks/[name].js',
    sourcemap: true,
    sourcemapExcludeSources: true,
    generatedCode: { constBindings: true },
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    ...(format === 'cjs' && { dynamicImportInCjs: false, esModule: true, interop: 'auto' }),
  });
  replaceScripts(
    folder,
    output.map((file) => ({ path: join(folder, file.fileName), text: file.code ?? file.source })),
  );
};

/** The declarations of both formats are the same. */
const copyDeclarations = () => {
  for (const path of filesBelow(esm).filter((file) => /\.d\.ts(\.map)?$/.test(file))) {
    const copy = join(cjs, relative(esm, path));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(path, copy);
  }
};

/** Makes the package's JavaScript in `dist/`, ES modules and CommonJS, from the sources; the declarations are tsc's. */
export const bundle = async () => {
  const inputs = ['src', 'decorators', 'scripts'].flatMap((folder) => filesBelow(join(root, folder)));
  if (isNewer(stamp, [...inputs, join(root, 'package.json')])) return;
  const { exports, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap((entry) => entry.import?.default ?? []);
  const begun = new Date();
  await emit([...entries, ...Object.values(bin)], esm, 'es');
  await emit(entries, cjs, 'cjs');
  writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
  copyDeclarations();
  writeFileSync(stamp, '');
  utimesSync(stamp, begun, begun);
};
