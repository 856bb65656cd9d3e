// Bare calls of OpenTelemetry, the units in which telemetry is judged: those of one traced transition with four handlers,
// one span, one log record of five attributes, each to an exporter that does nothing.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AlwaysOffSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect } from '../lib/workload.mjs';

const FLUSH_EVERY = 2000;
export const limits = { maxQueueSize: 1 << 16, maxExportBatchSize: 512 };

/** Counts what it gets, and keeps the last batch of it. */
export const countingExporter = () => ({
  count: 0,
  last: [],
  export(items, done) {
    this.count += items.length;
    this.last = items;
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

const sizeOf = (attributes = {}) => Object.keys(attributes).length;
const sizes = (parts) => `${parts.length}:${parts.reduce((sum, { attributes }) => sum + sizeOf(attributes), 0)}`;

/** The shapes of spans: attributes, events and links, the last two with the attributes on them; not those of a few. */
export const shapesOf = (spans) => {
  const counts = new Map();
  for (const { attributes, events, links } of spans) {
    const shape = `${sizeOf(attributes)} ${sizes(events)} ${sizes(links)}`;
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const shapes = [...counts].filter(([, count]) => count > spans.length / 10).map(([shape]) => shape);
  return shapes.sort().join(', ');
};

/** What one transition with four handlers makes: as the reference shows it, as we do, and no more than itself. */
export const SHAPES = {
  reference: '1 1:0 0:0, 8 4:4 2:0',
  full: '19 5:24 2:2, 6 1:0 1:1, 7 0:0 0:0',
  lean: '11 1:0 0:0',
};

const loop = (act) => (count) => {
  for (let i = 0; i < count; i++) act(i);
};

/** As the reference shows it: two spans, nine attributes, five events and two links. */
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

const stateAttributes = (id, to, time) => ({
  tx_id: id,
  'asyncmachine.machine.id': 'abcdef0123456789',
  'asyncmachine.state.name': `S${to}`,
  'asyncmachine.state.multi': false,
  'asyncmachine.state.tick': time,
  'asyncmachine.tx.id': id,
});

/** The same as we show it: three spans, 32 attributes, six events with 24 and three links with three. */
export const fullTransition = (tracer) => {
  const below = (name) => trace.setSpan(ROOT_CONTEXT, tracer.startSpan(name, {}, ROOT_CONTEXT));
  const group = below('0:transitions');
  const states = [below('0:S0'), below('0:S1')];
  const labels = ['[add] S0', '[add] S1'];
  let state = tracer.startSpan('0:S1', {}, states[1]);
  let time = 1;
  const handle = (span, name, phase) =>
    span.addEvent(name, {
      emitter: 'Counting',
      'asyncmachine.handler.name': name,
      'asyncmachine.handler.phase': phase,
      'code.function.name': `Counting.${name}`,
      'asyncmachine.handler.outcome': 'ok',
      'asyncmachine.handler.duration_ms': time / 1e6,
    });
  return (i) => {
    const to = i & 1;
    const from = 1 - to;
    const id = (time + 4096).toString(16).padStart(16, '0');
    const before = time;
    const span = tracer.startSpan(`0: ${labels[to]}`, {}, group);
    for (const name of [`S${from}Exit`, `S${to}Enter`]) handle(span, name, 'negotiation');
    time += 2;
    span.addEvent('finals');
    span.addLink({ context: state.spanContext(), attributes: { 'asyncmachine.link.kind': 'state.removed' } });
    state.end();
    const attributes = stateAttributes(id, to, time);
    const links = [{ context: span.spanContext(), attributes: { 'asyncmachine.link.kind': 'transition' } }];
    state = tracer.startSpan(`0:S${to}`, { attributes, links }, states[to]);
    const open = stateAttributes(id, to, time);
    open['asyncmachine.state.open'] = true;
    tracer.startSpan(`0:S${to} started`, { attributes: open }, states[to]).end();
    state.addEvent(labels[to]);
    span.addLink({ context: state.spanContext(), attributes: { 'asyncmachine.link.kind': 'state.added' } });
    for (const name of [`S${from}End`, `S${to}State`]) handle(span, name, 'final');
    span.setAttributes({
      tx_id: id,
      mutation: `0: ${labels[to]}`,
      time_before: before,
      time_after: time,
      accepted: true,
      auto: false,
      steps_count: 0,
      states_diff: to === 0 ? '+S0 -S1' : '+S1 -S0',
      'asyncmachine.machine.id': 'abcdef0123456789',
      'asyncmachine.tx.id': id,
      'asyncmachine.tx.mutation.type': 'add',
      'asyncmachine.tx.called': [`S${to}`],
      'asyncmachine.tx.result': 'executed',
      'asyncmachine.tx.auto': false,
      'asyncmachine.tx.check': false,
      'asyncmachine.tx.negotiation_ms': time / 1e6,
      'asyncmachine.tx.final_ms': time / 1e6,
      'asyncmachine.tx.added': [`S${to}`],
      'asyncmachine.tx.removed': [`S${from}`],
    });
    span.end();
  };
};

/** Through the batch processor of the SDK. */
const batched = (makeStep, shape) => {
  const exporter = countingExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, limits)] });
  return flushed(
    loop(makeStep(provider.getTracer('bench'))),
    () => provider.forceFlush(),
    () => expect(shapesOf(exporter.last) === shape, shapesOf(exporter.last)),
  );
};

const five = { machine: 'm1', 'tx.id': 'abcdef', type: 'add', n: 42, ok: true };

export const jobs = {
  transition: () => batched(transition, SHAPES.reference),
  'full-transition': () => batched(fullTransition, SHAPES.full),
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
