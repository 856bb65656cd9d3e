// Bare calls of OpenTelemetry, the units in which telemetry is judged: those of one traced transition with four handlers,
// one span, one log record of five attributes, each to an exporter that does nothing.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AlwaysOffSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect } from '../lib/workload.mjs';

const FLUSH_EVERY = 2000;
const limits = { maxQueueSize: 1 << 16, maxExportBatchSize: 512 };

/** Counts what it gets. */
export const countingExporter = () => ({
  count: 0,
  export(items, done) {
    this.count += items.length;
    done({ code: 0 });
  },
  shutdown: () => Promise.resolve(),
  forceFlush: () => Promise.resolve(),
});

/** A job whose exporter is flushed within the measured time. */
export const flushed = (step, flush, check) => ({
  async: true,
  async run(count) {
    for (let done = 0; done < count; done += FLUSH_EVERY) {
      step(Math.min(FLUSH_EVERY, count - done));
      await flush();
    }
  },
  check,
});

const loop = (act) => (count) => {
  for (let i = 0; i < count; i++) act(i);
};

/** Two spans, nine attributes, five events and two links. */
const transition = (tracer) => {
  const below = (name) => trace.setSpan(ROOT_CONTEXT, tracer.startSpan(name, {}, ROOT_CONTEXT));
  const group = below('0:transitions');
  const states = below('0:states');
  const labels = ['[add] S0', '[add] S1'];
  const emitter = { emitter: 'h' };
  let state = tracer.startSpan('0:S1', {}, states);
  let time = 1;
  return (i) => {
    const to = i & 1;
    const from = 1 - to;
    const id = (time + 4096).toString(16).padStart(16, '0');
    const attributes = { tx_id: id, time_before: time, mutation: labels[to] };
    const span = tracer.startSpan(labels[to], { attributes }, group);
    for (const name of [`S${from}Exit`, `S${to}Enter`]) span.addEvent(name, emitter);
    time += 2;
    const diff = to === 0 ? '+S0 -S1' : '+S1 -S0';
    span.setAttributes({ states_diff: diff, time_after: time, accepted: true, auto: false, steps_count: 0 });
    span.addLink({ context: state.spanContext() });
    state.end();
    state = tracer.startSpan(`0:S${to}`, { attributes: { tx_id: id } }, states);
    state.addEvent(labels[to]);
    span.addLink({ context: state.spanContext() });
    for (const name of [`S${from}End`, `S${to}State`]) span.addEvent(name, emitter);
    span.end();
  };
};

const five = { machine: 'm1', 'tx.id': 'abcdef', type: 'add', n: 42, ok: true };

export const jobs = {
  transition() {
    const exporter = countingExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, limits)] });
    const step = loop(transition(provider.getTracer('bench')));
    return flushed(
      step,
      () => provider.forceFlush(),
      () => expect(exporter.count > 0, 'exported'),
    );
  },
  'span-without-sdk': () => ({ run: loop(() => trace.getTracer('bench').startSpan('x').end()), check: () => {} }),
  'span-not-sampled'() {
    const tracer = new BasicTracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('bench');
    return { run: loop(() => tracer.startSpan('x').end()), check: () => {} };
  },
  'log-record'() {
    const exporter = countingExporter();
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter, ...limits })] });
    const logger = provider.getLogger('bench');
    const record = { severityNumber: 9, severityText: 'changes', body: '[state] +S0 -S1', attributes: five };
    const step = loop(() => logger.emit(record));
    return flushed(
      step,
      () => provider.forceFlush(),
      () => expect(exporter.count > 0, 'exported'),
    );
  },
};
