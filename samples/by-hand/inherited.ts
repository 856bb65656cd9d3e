import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { optsWithParentTracers } from 'statescope';
import { OtelMachTracer } from 'statescope/exporters/otel-traces';
import { Door, Lock } from './machines.js';

/** A tracer of one's own SDK set-up, below one's own span; given to one child by its options, and to another one later. */
export async function inherited(print: (line: string) => void): Promise<void> {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('house');
  const rootSpan = tracer.startSpan('visit');

  const door = new Door({ id: 'front' });
  door.bindTracer(new OtelMachTracer({ tracer, rootSpan, skipTransitions: true }));

  const upper = new Lock(optsWithParentTracers({ id: 'upper', parent: door }, door));
  const lower = door.submachine(Lock, { id: 'lower' }); // not marked @Parent: inherits nothing
  print(`tracers: door ${door.tracers.length}, upper ${upper.tracers.length}, lower ${lower.tracers.length}`);
  for (const bound of door.tracers) lower.bindTracer(bound);
  print(`lower, bound late: ${lower.tracers.length}`);

  for (const machine of [lower, upper, door]) await machine.dispose();
  rootSpan.end();
  const machines = exporter.getFinishedSpans().filter(({ name }) => /^mach:\d+:\w+$/.test(name));
  const below = (id: string | undefined): string => (id === rootSpan.spanContext().spanId ? 'visit' : 'a machine');
  for (const { name, parentSpanContext } of machines) print(`${name} below ${below(parentSpanContext?.spanId)}`);
  await provider.shutdown();
}
