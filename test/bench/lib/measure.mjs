// Measures one job inside a process of its own: its time, its allocation, or the memory its machines keep.
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import v8 from 'node:v8';
import { median } from './statistics.mjs';

const BATCH_MS = 20;
const MIN_BATCHES = 9;
/** A heap keeps still that changes by less than this share between looks, for longer than it takes to look at all instances once. */
const STILL_SHARE = 0.001;
const LOOK_MS = 150;
const stillLooks = (count) => 3 + count / 1500;
const MOST_LOOKS = 400;
/** How often, and with how many instances, it is tried what becomes of those that rest. */
const REHEARSALS = 6;
const REHEARSED = 1000;
const wallNs = () => Number(process.hrtime.bigint());
const cpuNs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

const run = async (job, n) => {
  if (job.async) await job.run(n);
  else job.run(n);
};

/** Runs ever longer batches until the code is hot; never longer than twice the time given. */
const warm = async (job, forMs) => {
  const begun = performance.now();
  let n = job.unit ?? 1;
  let done = 0;
  for (let spent = 0; spent < forMs; spent = performance.now() - begun) {
    await run(job, n);
    done += n;
    const left = forMs - (performance.now() - begun);
    if (((performance.now() - begun) / done) * n * 2 < left) n *= 2;
  }
};

/** Milliseconds that n operations take, the best of three: on a busy machine one alone may have waited for its turn. */
const bestOfThree = async (job, n) => {
  let best = Infinity;
  for (let tries = 0; tries < 3; tries++) {
    const begun = performance.now();
    await run(job, n);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
};

/** How many operations take about one batch. */
const batchSize = async (job) => {
  const unit = job.unit ?? 1;
  for (let n = unit; ;) {
    const ms = await bestOfThree(job, n);
    if (ms >= BATCH_MS / 2) return n;
    n = Math.ceil((n * Math.min(8, BATCH_MS / Math.max(ms, 0.1))) / unit) * unit;
  }
};

/** ns per operation, of the clock on the wall and of the processor (all threads): median and best batch. */
export const time = async (job, { warmMs, sampleMs }) => {
  await warm(job, warmMs);
  const n = await batchSize(job);
  const wall = [];
  const cpu = [];
  const end = performance.now() + sampleMs;
  while (performance.now() < end || wall.length < MIN_BATCHES) {
    const cpuBefore = cpuNs();
    const wallBefore = wallNs();
    await run(job, n);
    wall.push((wallNs() - wallBefore) / n);
    cpu.push((cpuNs() - cpuBefore) / n);
  }
  await job.check?.();
  return { wall: median(wall), wallBest: Math.min(...wall), cpu: median(cpu), cpuBest: Math.min(...cpu) };
};

const WINDOW_BYTES = 24 << 20;
const WINDOWS = 6;

/** Growth of the heap while the job runs n times, and how many collections disturbed it. */
const growth = async (job, n) => {
  globalThis.gc();
  globalThis.gc();
  const profiler = new v8.GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  await run(job, n);
  const bytes = process.memoryUsage().heapUsed - before;
  return { bytes, collections: profiler.stop().statistics.length };
};

/** Bytes allocated per operation, in windows without a collection. Needs a large fixed young generation. */
export const alloc = async (job, { warmMs }) => {
  await warm(job, warmMs);
  const empty = { run() {} };
  const own = [];
  for (let i = 0; i < 5; i++) own.push((await growth(empty, 1)).bytes);
  const base = median(own);
  let n = job.unit ?? 1;
  let probe = await growth(job, n);
  while (probe.collections === 0 && probe.bytes - base < WINDOW_BYTES / 8 && n < 200_000)
    probe = await growth(job, (n *= 4));
  const perOperation = Math.max(8, (probe.bytes - base) / n);
  n = Math.max(1, Math.min(200_000, Math.floor(WINDOW_BYTES / perOperation)));
  const samples = [];
  for (let i = 0; i < 3 * WINDOWS && samples.length < WINDOWS; i++) {
    const { bytes, collections } = await growth(job, n);
    if (collections === 0) samples.push((bytes - base) / n);
    else n = Math.max(1, n >> 1);
  }
  await job.check?.();
  return { bytes: Math.max(0, median(samples)) };
};

/** Ends with a collection: what looks after weak references once something was collected leaves garbage of its own. */
const settle = async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await pause(5);
  }
  globalThis.gc();
};

/** What work in the background, for as long as it takes, leaves of the heap. */
const rest = async (job, count) => {
  let used = 0;
  for (let left = MOST_LOOKS, still = 0; left > 0 && still < stillLooks(count); left--) {
    const before = used;
    await job.flush();
    await pause(LOOK_MS);
    globalThis.gc();
    used = process.memoryUsage().heapUsed;
    still = Math.abs(used - before) < used * STILL_SHARE ? still + 1 : 0;
  }
};

const warmUp = (job, warmMs) => {
  const end = performance.now() + warmMs;
  for (let i = 0; i < 2000 || (performance.now() < end && i < 200_000); i++) job.make();
};

/**
 * Instances that rest, and are let go: by then what packs and forgets them is compiled, which would count as theirs. A few at a time:
 * tables that have held many keep their room, which would be missing later.
 */
const rehearse = async (job) => {
  for (let i = 0; i < REHEARSALS; i++) {
    let some = Array.from({ length: REHEARSED }, () => job.make());
    await rest(job, REHEARSED);
    some = undefined;
    await settle();
  }
  await rest(job, REHEARSED);
};

/** Bytes each of `count` instances keeps, ns to make one, and what the process grew by. */
export const mem = async (job, { warmMs, count }) => {
  await (job.flush === undefined ? warmUp(job, warmMs) : rehearse(job));
  await settle();
  const kept = new Array(count);
  const before = process.memoryUsage();
  const cpuBefore = cpuNs();
  const wallBefore = wallNs();
  for (let i = 0; i < count; i++) kept[i] = job.make();
  const wall = (wallNs() - wallBefore) / count;
  const cpu = (cpuNs() - cpuBefore) / count;
  if (job.flush !== undefined) await rest(job, count);
  await settle();
  const after = process.memoryUsage();
  job.checkMade?.(kept);
  const bytes = (after.heapUsed + after.external - before.heapUsed - before.external) / count;
  return { bytes, wall, cpu, rssMb: (after.rss - before.rss) / 2 ** 20 };
};

/** MiB the heap grew by between a tenth and all of `ops` operations. */
export const heap = async (job, { ops }) => {
  const used = async () => {
    await settle();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  await run(job, ops / 10);
  const early = await used();
  await run(job, ops - ops / 10);
  const growthMb = (await used()) - early;
  await job.check?.();
  return { growthMb };
};
