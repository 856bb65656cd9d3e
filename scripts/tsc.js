import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const bin = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Runs the TypeScript compiler in the checkout's folder; its exit code. */
export const tsc = (...args) =>
  spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
