// What the worker does: its machine's trace goes on where the boot message says.
import { OtelTraces, parseTraceparent, RecordingSink } from 'statescope/exporters/otel-traces';
import { runFeed } from './machine.mjs';

globalThis.onmessage = async ({ data }) => {
  const sink = new RecordingSink();
  const machine = await runFeed('worker', new OtelTraces({ sink, parent: parseTraceparent(data.traceparent) }));
  const first = sink.spans.find(({ name }) => name.startsWith('mach:'));
  const traces = [...new Set(sink.spans.map(({ context }) => context.traceId))];
  globalThis.postMessage({ machine, spans: sink.spans.map(({ name }) => name), parent: first.parent, traces });
};
