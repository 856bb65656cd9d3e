// What asynchronous work costs without any machine: an await, and a cycle of one promise made, resolved and awaited.
import { hits } from '../lib/workload.mjs';

export const jobs = {
  await: () => ({
    async: true,
    async run(count) {
      for (let i = 0; i < count; i++) await undefined;
    },
  }),

  'async-cycle': () => ({
    async: true,
    async run(count) {
      for (let i = 0; i < count; i++) {
        let wake;
        const idle = new Promise((resolve) => {
          wake = resolve;
        });
        const work = async () => {
          hits.count++;
          await undefined;
          wake();
        };
        void work();
        await idle;
      }
    },
  }),
};
