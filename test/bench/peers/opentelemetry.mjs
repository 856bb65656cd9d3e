// The SDK of OpenTelemetry with its exporter of OTLP/HTTP as Protocol Buffers.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { fullTransition } from '../contestants/raw-otel.mjs';
import { batches, exportJob, tracesUrl } from '../lib/export-job.mjs';
import { addPlainSpan } from '../lib/plain-spans.mjs';
import { startProgram } from '../lib/program.mjs';

const start = async () => {
  const port = await startProgram('span-sink.mjs');
  const exporter = new OTLPTraceExporter({ url: tracesUrl(port), concurrencyLimit: 30 });
  const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, batches)] });
  return { port, flush: () => provider.forceFlush(), tracer: provider.getTracer('bench') };
};

export const jobs = {
  async spans() {
    const { tracer, ...sink } = await start();
    const root = tracer.startSpan('root');
    root.end();
    const parent = trace.setSpan(ROOT_CONTEXT, root);
    let next = 0;
    const act = (count) => {
      for (let i = 0; i < count; i++) addPlainSpan(tracer, next++, parent);
    };
    return exportJob({ ...sink, act, made: () => next + 1 });
  },

  /** The spans that our transitions make. */
  async 'full-transitions'() {
    const { tracer, ...sink } = await start();
    const step = fullTransition(tracer);
    let next = 0;
    const act = (count) => {
      for (let i = 0; i < count; i++) step(next++);
    };
    return exportJob({ ...sink, act, made: () => 3 * next, spansEach: 3 });
  },
};
