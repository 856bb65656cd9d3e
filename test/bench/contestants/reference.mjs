// The reference implementation, a program of its own; the variable AMGO_BENCH names it.
import { spawnSync } from 'node:child_process';

const program = process.env.AMGO_BENCH;

const measured = (job) => (params) => ({
  external(mode, options) {
    const spec = { job, params, mode, opts: options };
    const { status, stdout, stderr, error } = spawnSync(program, [JSON.stringify(spec)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr || String(error));
    const { skip, p50, best, cpu50 } = JSON.parse(stdout.trim().split('\n').at(-1));
    if (skip) return { missing: true };
    return { wall: p50, wallBest: best, cpu: cpu50 ?? p50, cpuBest: best };
  },
});

export const jobs = Object.fromEntries(['ring', 'toggle1', 'flow', 'service'].map((job) => [job, measured(job)]));
