// Spans over OTLP/HTTP to another process, made past the SDK and encoded by us; time and processor of the sender.
import { createTraceProvider } from 'statescope/exporters/otel-export';
import { OtelTraces, SdkSink } from 'statescope/exporters/otel-traces';
import { batches, exportJob, tracesUrl } from '../lib/export-job.mjs';
import { attributesOf, eventAttributes, eventName, nameOf } from '../lib/plain-spans.mjs';
import { startProgram } from '../lib/program.mjs';
import { ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';

const start = async () => {
  const port = await startProgram('span-sink.mjs');
  const provider = await createTraceProvider({
    targets: [{ kind: 'otlp', url: tracesUrl(port), protocol: 'http/protobuf' }],
    maxWaiting: batches.maxQueueSize,
    maxBatch: batches.maxExportBatchSize,
  });
  const sink = new SdkSink({ tracer: provider.tracer });
  return { port, flush: () => provider.flush(), sink, made: () => provider.stats().received };
};

const now = () => performance.timeOrigin + performance.now();

export const jobs = {
  async spans() {
    const { sink, ...rest } = await start();
    const root = sink.start({ name: 'root', parent: undefined, timeMs: now() });
    root.end({ timeMs: now() });
    let next = 0;
    const act = (count) => {
      for (let i = 0; i < count; i++) {
        const attributes = attributesOf(next);
        const span = sink.start({ name: nameOf(next++), parent: root.context, timeMs: now(), attributes });
        span.event(eventName, now(), eventAttributes);
        span.end({ timeMs: now() });
      }
    };
    return exportJob({ ...rest, act });
  },

  /** Those of transitions, which are made besides. */
  async machines() {
    const { sink, ...rest } = await start();
    const tracer = new OtelTraces({ sink });
    const ring = ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4);
    return exportJob({ ...rest, act: ring.run, spansEach: 3 });
  },
};
