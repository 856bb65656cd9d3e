// Runs one cell in a process of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { contestants, modules } from './cell.mjs';
import { benchFolder, peersFolder } from './folders.mjs';

const FLAGS = {
  time: ['--expose-gc'],
  alloc: ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'],
  mem: ['--expose-gc', '--max-old-space-size=12000'],
  heap: ['--expose-gc'],
};
const LOADS = 9;

const node = (args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(stderr || stdout || String(error));
  return stdout;
};

/** ms of a process that loads a module and ends; `modules` says which. */
const load = (name) => {
  const specifier = modules[name];
  const code = specifier === undefined ? '' : `await import(${JSON.stringify(specifier)})`;
  const runs = Array.from({ length: LOADS }, () => {
    const begun = performance.now();
    node(['--input-type=module', '-e', code], name === 'ours' ? benchFolder : peersFolder);
    return performance.now() - begun;
  });
  // Only ever disturbed upwards.
  const best = Math.min(...runs);
  return { wall: best, wallBest: best, cpu: best, cpuBest: best };
};

/** What the cell's process measured. Throws when the job failed its check. */
export const measureCell = ({ contestant, job, params, mode, options, key }, windows) => {
  if (mode === 'import') return load(contestant);
  const file = pathToFileURL(join(benchFolder, contestants[contestant])).href;
  const spec = { file, job, params, mode, options: { ...windows, ...options } };
  try {
    const result = JSON.parse(
      node([...FLAGS[mode], join(benchFolder, 'lib/child.mjs'), JSON.stringify(spec)], benchFolder),
    );
    return result.missing ? undefined : result;
  } catch (error) {
    throw new Error(`${key}: ${error.message}`);
  }
};
