import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A module of the package that no entry exports, by its path below `src/`; it may need no other package. */
export const fromSource = async (path) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../../src/${path}`, import.meta.url))],
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', target: 'es2022' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
};
