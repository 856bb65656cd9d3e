// Compiles the suite with a compiler that has no command of its own for it: compile.mjs COMPILER DIALECT FOLDER.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const suite = fileURLToPath(new URL('../decorators/', import.meta.url));
const fromRoot = createRequire(new URL('../../package.json', import.meta.url));

const compilers = {
  async babel(dialect) {
    const { transformSync } = await import('@babel/core');
    const options = {
      babelrc: false,
      configFile: false,
      targets: { node: '20' },
      presets: [['@babel/preset-typescript', { onlyRemoveTypeImports: true }]],
      plugins:
        dialect === 'legacy'
          ? [
              ['@babel/plugin-proposal-decorators', { version: 'legacy' }],
              // Decorated fields of this dialect need it.
              '@babel/plugin-transform-class-properties',
            ]
          : [['@babel/plugin-proposal-decorators', { version: '2023-11' }]],
    };
    return (text, filename) => transformSync(text, { ...options, filename }).code;
  },

  async swc(dialect) {
    const { transformSync } = fromRoot('@swc/core');
    const { swcOptions } = await import('../../scripts/swc-options.js');
    const options = { ...swcOptions({ legacy: dialect === 'legacy', module: 'es6' }), swcrc: false };
    return (text, filename) => transformSync(text, { ...options, filename }).code;
  },

  esbuild(dialect) {
    const { transformSync } = fromRoot('esbuild');
    const compilerOptions = { target: 'ES2022', experimentalDecorators: dialect === 'legacy' };
    return (text, sourcefile) =>
      transformSync(text, { sourcefile, loader: 'ts', target: 'es2022', tsconfigRaw: { compilerOptions } }).code;
  },
};

const [name, dialect, folder] = process.argv.slice(2);
const compile = await compilers[name](dialect);
const shared = readdirSync(join(suite, 'shared')).filter((file) => file !== 'compile.ts');
for (const file of [...shared.map((each) => join('shared', each)), join(dialect, 'marks.test.ts')]) {
  const out = join(folder, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, compile(readFileSync(join(suite, file), 'utf8'), join(suite, file)));
}
