// The built package, a ring of two states with four handlers, traced and logged through OpenTelemetry.
import { trace } from '@opentelemetry/api';
import { AlwaysOffSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createLogProvider, createTraceProvider } from 'statescope/exporters/otel-export';
import { OtelLogs } from 'statescope/exporters/otel-logs';
import { OtelTraces, ReferenceTraces, SdkSink } from 'statescope/exporters/otel-traces';
import { fromSource } from '../lib/from-source.mjs';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';
import { SHAPES, countingExporter, flushed, limits, shapesOf } from './raw-otel.mjs';

const ring = (tracer) => ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4);
const tracesOf = (tracer, options) => new OtelTraces({ sink: new SdkSink({ tracer }), ...options });

const exported = (provider, exporter, made, check) => {
  const { run, check: checkRing } = ring(made);
  return flushed(
    run,
    () => provider.flush(),
    () => {
      checkRing();
      expect(exporter.count > 0 && provider.stats().dropped === 0, 'exported');
      check?.();
    },
  );
};

/** What it exports has to be what the raw calls make. */
const traced = (provider, exporter, shape, make) =>
  exported(provider, exporter, make(provider.tracer), () => {
    expect(shapesOf(exporter.last) === shape, shapesOf(exporter.last));
  });

/** Through a provider of our own. */
const tracedByOurs = async (shape, make = tracesOf, exporter = countingExporter()) => {
  const provider = await createTraceProvider({ targets: [{ kind: 'exporter', exporter }] });
  return traced(provider, exporter, shape, make);
};

/** With a request of OTLP made of every batch. */
const encodingExporter = async () => {
  const { spansRequest } = await fromSource('exporters/otel-export/proto-records.ts');
  const { export: take, ...rest } = countingExporter();
  return {
    ...rest,
    export(spans, done) {
      expect(spansRequest(spans).length > spans.length * 100, 'encoded');
      take.call(this, spans, done);
    },
  };
};

/** Through a provider of the program, with nothing but the SDK. */
const tracedBySdk = (shape, make = tracesOf) => {
  const exporter = countingExporter();
  const sdk = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, limits)] });
  const provider = { tracer: sdk.getTracer('bench'), flush: () => sdk.forceFlush(), stats: () => ({ dropped: 0 }) };
  return traced(provider, exporter, shape, make);
};

const asReference = (tracer) => new ReferenceTraces({ sink: new SdkSink({ tracer }) });

const notSampled = () => new BasicTracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('bench');

/** Nothing but transitions. */
const LEAN = { handlers: 'off', stateSpans: false, attributeKeys: 'namespaced' };
const leanOf = (tracer) => tracesOf(tracer, LEAN);

export const jobs = {
  traced: () => tracedByOurs(SHAPES.full),
  'traced-by-sdk': () => tracedBySdk(SHAPES.full),
  'reference-by-sdk': () => tracedBySdk(SHAPES.reference, asReference),
  lean: () => tracedByOurs(SHAPES.lean, leanOf),
  native: async () => tracedByOurs(SHAPES.full, tracesOf, await encodingExporter()),
  'native-lean': async () => tracedByOurs(SHAPES.lean, leanOf, await encodingExporter()),
  'lean-by-sdk': () => tracedBySdk(SHAPES.lean, leanOf),
  'traced-without-sdk': () => ring(tracesOf(trace.getTracer('bench'))),
  'traced-not-sampled': () => ring(tracesOf(notSampled())),
  async logged() {
    const exporter = countingExporter();
    const provider = await createLogProvider({ targets: [{ kind: 'exporter', exporter }] });
    return exported(provider, exporter, new OtelLogs({ logger: provider.logger }));
  },
};
