import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { Machine, defineSchema, eventSource } from 'statescope';
import { Traced } from 'statescope/decorators';
import { MEMORY_SPANS, startTelemetry } from 'statescope/di';
import { otelChildEnv } from 'statescope/exporters/otel-traces';
import { container } from 'tsyringe';

/* A process or a worker that goes on with a trace: by its environment, by its workerData, and by the headers of a message. */

@Traced()
class Child extends Machine.of(defineSchema({ Start: {}, Asked: {} })) {}

type Headers = Readonly<Record<string, string>>;

const data = (workerData ?? {}) as { readonly environment?: Headers; readonly headers?: Headers };
const telemetry = await startTelemetry(container, {
  configFile: false,
  environment: { ...process.env, ...data.environment },
  traces: { exporter: 'memory', scope: 'tx' },
});
const child = new Child({ id: 'child' });
child.add('Asked', undefined, { source: eventSource('parent', '1', { carrier: data.headers ?? {} }) });
await telemetry.flush();
const spans = container.resolve(MEMORY_SPANS).items;
const parentOf = (name: string) => {
  const span = spans.find((each) => each.name.endsWith(name));
  return span && `${span.spanContext().traceId}-${span.parentSpanContext?.spanId ?? ''}`;
};
const result = { machine: parentOf(':child'), asked: parentOf('[add] Asked'), environment: otelChildEnv(child) };
await telemetry.shutdown();
if (parentPort === null) console.log(JSON.stringify(result));
else parentPort.postMessage(JSON.stringify(result));
