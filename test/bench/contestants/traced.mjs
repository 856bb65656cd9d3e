// The built package, a ring of two states with four handlers, traced and logged through OpenTelemetry.
import { trace } from '@opentelemetry/api';
import { AlwaysOffSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { createLogProvider, createTraceProvider } from 'statescope/exporters/otel-export';
import { OtelLogs } from 'statescope/exporters/otel-logs';
import { OtelTraces, SdkSink } from 'statescope/exporters/otel-traces';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';
import { countingExporter, flushed } from './raw-otel.mjs';

const ring = (tracer) => ringJob(new (classOf(ringSchema(2), stateNames(2), 4))({ tracers: [tracer] }), 2, 4);
const tracesOf = (tracer, options) => new OtelTraces({ sink: new SdkSink({ tracer }), ...options });

const exported = (provider, exporter, made) => {
  const { run, check } = ring(made);
  return flushed(
    run,
    () => provider.flush(),
    () => {
      check();
      expect(exporter.count > 0 && provider.stats().dropped === 0, 'exported');
    },
  );
};

const traced = async (options) => {
  const exporter = countingExporter();
  const provider = await createTraceProvider({ targets: [{ kind: 'exporter', exporter }] });
  return exported(provider, exporter, tracesOf(provider.tracer, options));
};

const notSampled = () => new BasicTracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('bench');

export const jobs = {
  traced: () => traced({}),
  lean: () => traced({ handlers: 'off', startRecords: false, attributeKeys: 'namespaced' }),
  'traced-without-sdk': () => ring(tracesOf(trace.getTracer('bench'))),
  'traced-not-sampled': () => ring(tracesOf(notSampled())),
  async logged() {
    const exporter = countingExporter();
    const provider = await createLogProvider({ targets: [{ kind: 'exporter', exporter }] });
    return exported(provider, exporter, new OtelLogs({ logger: provider.logger }));
  },
};
