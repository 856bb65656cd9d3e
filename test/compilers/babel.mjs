// Compiles the example with Babel: babel.mjs DIALECT FILE. Babel 8 runs on newer versions of Node than the package asks for.
import { writeFileSync } from 'node:fs';
import { transformFileSync } from '@babel/core';

const [dialect, out] = process.argv.slice(2);
const { code } = transformFileSync(new URL('example.ts', import.meta.url).pathname, {
  babelrc: false,
  configFile: false,
  targets: { node: '20' },
  presets: [['@babel/preset-typescript', { onlyRemoveTypeImports: true }]],
  plugins: [
    ['@babel/plugin-proposal-decorators', dialect === 'legacy' ? { version: 'legacy' } : { version: '2023-11' }],
  ],
});
writeFileSync(out, code);
