import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build-package.js';
import { root } from './tsc.js';

const REPEAT_MS = 250;

/**
 * One Ctrl-C arrives twice under npm: from the terminal, and a moment later from npm, which hands on what it gets. The
 * sample is to see it once, for a second one means something to it.
 */
const mergeRepeatedInterrupts = () => {
  const { emit } = process;
  let last = -Infinity;
  process.emit = function (name, ...rest) {
    if (name !== 'SIGINT') return emit.call(this, name, ...rest);
    const now = performance.now();
    if (now - last < REPEAT_MS) return true;
    last = now;
    return emit.call(this, name, ...rest);
  };
};

/**
 * Builds what is out of date and runs the pipeline sample in this very process, so that arguments, signals and the exit
 * code are the sample's own.
 */
const status = await build('samples');
if (status === 0) {
  const main = join(root, 'dist', 'samples', 'pipeline', 'main.js');
  process.argv[1] = main;
  mergeRepeatedInterrupts();
  await import(pathToFileURL(main).href);
} else {
  process.exitCode = status;
}
