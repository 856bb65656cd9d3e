// The unit in which added telemetry is judged: one read of the clock.
import { performance } from 'node:perf_hooks';
import { expect } from '../lib/workload.mjs';

export const jobs = {
  read() {
    let sum = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) sum += performance.now();
      },
      check: () => expect(sum > 0, 'sum'),
    };
  },
};
