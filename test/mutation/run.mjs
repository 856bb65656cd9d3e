import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Mutation tests of the engine: `npm run mutate -- [options of stryker]`, for instance `--mutate src/engine/queue.ts`.
 * Installs what it needs beside itself the first time. Fails below a score of 85 %.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (command, args, cwd) => {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(`${here}node_modules`)) run('npm', ['ci', '--ignore-scripts'], here);
const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
run(process.execPath, [stryker, 'run', `${here}stryker.config.json`, ...process.argv.slice(2)], root);
