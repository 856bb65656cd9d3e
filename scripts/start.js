import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root, tsc } from './tsc.js';

/**
 * Builds what is out of date and runs the pipeline sample in this very process, so that arguments, signals and the exit
 * code are the sample's own.
 */
const status = tsc('-b', 'samples');
if (status === 0) {
  const main = join(root, 'dist', 'samples', 'pipeline', 'main.js');
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  process.exitCode = status;
}
