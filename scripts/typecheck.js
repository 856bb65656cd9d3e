import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, tsc } from './tsc.js';

/** Every project that is checked on its own: the root (sources, samples, tests), and folders whose compiler options differ. */
const projects = ['tsconfig.json', 'test/decorators/legacy/tsconfig.json', 'test/types/tsconfig.json'];

for (const project of projects) {
  if (!existsSync(join(root, project))) continue;
  if (tsc('-p', project) !== 0) process.exitCode = 1;
}
