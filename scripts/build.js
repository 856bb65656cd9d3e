import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, tsc } from './tsc.js';

/**
 * Compiles the package (ES modules and CommonJS) and the samples into `dist/`. Only what changed is compiled again.
 * The name of one project may be given, to build that and what it needs.
 */
const projects = process.argv[2] === undefined ? ['tsconfig.cjs.json', 'samples'] : process.argv.slice(2);

const cjs = join(root, 'dist', 'cjs');
mkdirSync(cjs, { recursive: true });
writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
process.exitCode = tsc('-b', ...projects);
