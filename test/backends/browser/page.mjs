// What the page does: a machine traced through the OpenTelemetry SDK, one in memory, and one in a worker that joins its trace.
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OtelTraces, RecordingSink, SdkSink } from 'statescope/exporters/otel-traces';
import { runFeed } from './machine.mjs';

const throughSdk = async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.getTracer('page') }) });
  const machine = await runFeed('sdk', tracer);
  await provider.forceFlush();
  return { machine, spans: exporter.getFinishedSpans().map(({ name }) => name) };
};

const inWorker = ({ traceId, spanId }) =>
  new Promise((resolve, reject) => {
    const worker = new Worker('worker.js');
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ traceparent: `00-${traceId}-${spanId}-01` });
  });

globalThis.report = (async () => {
  const sdk = await throughSdk();
  const sink = new RecordingSink();
  const machine = await runFeed('memory', new OtelTraces({ sink }));
  const boss = sink.spans.find(({ name }) => name.startsWith('mach:'));
  const worker = await inWorker(boss.context);
  return { sdk, memory: { machine, spans: sink.spans.map(({ name }) => name), boss: boss.context }, worker };
})();
