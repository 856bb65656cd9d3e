// A ring of two states, fully traced, whose spans somebody takes, or whose collector accepts connections and never answers.
import { createTraceProvider } from 'statescope/exporters/otel-export';
import { OtelTraces, SdkSink } from 'statescope/exporters/otel-traces';
import { tracesUrl } from '../lib/export-job.mjs';
import { startProgram } from '../lib/program.mjs';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';

const BURST = 1000;

const traced = async (target, check) => {
  const provider = await createTraceProvider({ targets: [target] });
  const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer }) });
  const ring = ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4);
  const countsOf = () => provider.stats().targets[0];
  const run = async (count) => {
    for (let done = 0; done < count; done += BURST) {
      ring.run(BURST);
      // As a program that goes on to its next event: what waits is sent between two of them.
      await new Promise(setImmediate);
    }
  };
  const { capacity } = countsOf();
  // Until the queue is full, if nobody takes anything.
  while (countsOf().received < 3 * capacity) await run(BURST);
  return {
    ...{ async: true, unit: BURST, run },
    check() {
      ring.check();
      check(countsOf());
    },
  };
};

export const jobs = {
  taken() {
    let taken = 0;
    const memory = { add: (spans) => (taken += spans.length) };
    return traced({ kind: 'memory', memory }, ({ dropped }) =>
      expect(taken > 0 && dropped === 0, `${dropped} dropped`),
    );
  },

  /** Its queue is full soon, and stays so. */
  async stalled() {
    const url = tracesUrl(await startProgram('span-sink.mjs', 'stall'));
    const target = { kind: 'otlp', url, protocol: 'http/protobuf', timeoutMs: 0, batchTimeoutMs: 0 };
    return traced(target, ({ received, exported, failed, dropped, waiting, capacity }) => {
      expect(exported === 0 && failed === 0, `${exported} exported, ${failed} failed`);
      expect(waiting >= capacity, `${waiting} of ${capacity} waiting`);
      expect(dropped > 0 && received === dropped + waiting, `${received} received, ${dropped} dropped`);
    });
  },
};
