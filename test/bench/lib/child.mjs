// One contestant, one job, one mode: measures it and prints a line of JSON.
import { alloc, heap, mem, time } from './measure.mjs';

const { file, job: name, params, mode, options } = JSON.parse(process.argv[2]);
const { jobs } = await import(file);
const job = await jobs[name]?.(params);
const result =
  job === undefined
    ? { missing: true }
    : job.external
      ? job.external(mode, options)
      : await { time, alloc, mem, heap }[mode](job, options);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
