import { build } from './build-package.js';

/** Makes `dist/`: the package and the samples, or the one project that is named. */
process.exitCode = await build(process.argv[2] ?? 'samples');
