// The same spans as a request of OTLP in Protocol Buffers, by our encoder and by that of OpenTelemetry; one operation is one span.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createTraceProvider } from 'statescope/exporters/otel-export';
import { OtelTraces, SdkSink } from 'statescope/exporters/otel-traces';
import { fromSource } from '../lib/from-source.mjs';
import { addPlainSpan } from '../lib/plain-spans.mjs';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';
import { SHAPES, shapesOf } from './raw-otel.mjs';

const COUNT = 1000;
const { spansRequest } = await fromSource('exporters/otel-export/proto-records.ts');

/** Of the SDK. */
const plainSpans = () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('bench');
  const parent = trace.setSpan(ROOT_CONTEXT, tracer.startSpan('root'));
  for (let i = 0; i < COUNT; i++) addPlainSpan(tracer, i, parent);
  return exporter.getFinishedSpans();
};

/** Of machines, as our provider hands them to exporters. */
const machineSpans = async () => {
  const spans = [];
  const memory = { add: (items) => spans.push(...items) };
  const provider = await createTraceProvider({ targets: [{ kind: 'memory', memory }] });
  const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer }) });
  ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4).run(COUNT);
  await provider.flush();
  const last = spans.slice(-COUNT);
  expect(shapesOf(last) === SHAPES.full, shapesOf(last));
  return last;
};

const encoding = (spans, encode) => {
  let length = 0;
  const sum = (bytes) => bytes.reduce((total, byte) => (total * 31 + byte) | 0, bytes.length);
  return {
    unit: COUNT,
    run(count) {
      for (let done = 0; done < count; done += COUNT) length += encode(spans).length;
    },
    check() {
      const expected = ProtobufTraceSerializer.serializeRequest(spans);
      expect(spans.length === COUNT && length > 0, 'encoded');
      expect(sum(encode(spans)) === sum(expected), 'the same bytes');
    },
  };
};

const serialize = (spans) => ProtobufTraceSerializer.serializeRequest(spans);

export const jobs = {
  spans: () => encoding(plainSpans(), spansRequest),
  'spans-by-serializer': () => encoding(plainSpans(), serialize),
  'machine-spans': async () => encoding(await machineSpans(), spansRequest),
  'machine-spans-by-serializer': async () => encoding(await machineSpans(), serialize),
};
