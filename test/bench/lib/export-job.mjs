import { expect } from './workload.mjs';

/** Spans between two flushes, and how they are sent: the same for every contestant. */
const BURST = 2000;
export const batches = { maxQueueSize: 1 << 16, maxExportBatchSize: 512 };

/** A job that sends spans to the sink at a port until it has taken all; `made` tells how many there are, `spansEach` at least for each operation. */
export const exportJob = ({ port, act, flush, made, spansEach = 1 }) => {
  let ops = 0;
  return {
    async: true,
    unit: BURST,
    async run(count) {
      for (let done = 0; done < count; done += BURST) {
        act(BURST);
        await flush();
      }
      ops += count;
    },
    async check() {
      await flush();
      const taken = Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
      expect(taken === made() && taken >= ops * spansEach, `${made()} spans made by ${ops} operations, ${taken} taken`);
    },
  };
};

export const tracesUrl = (port) => `http://127.0.0.1:${port}/v1/traces`;
