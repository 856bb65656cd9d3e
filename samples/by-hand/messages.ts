import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { eventSource } from 'statescope';
import { bindOtelTracer, otelCarrier, otelChildEnv, otelStateContext } from 'statescope/exporters/otel-traces';
import { Door, Lock } from './machines.js';

/** The headers of a message carry the trace of one machine to another one, here as if it were in another process. */
export async function messages(print: (line: string) => void): Promise<void> {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('house');

  const door = new Door({ id: 'front' });
  const sending = bindOtelTracer(door, { tracer, baggage: 'visitor=ann' });
  door.add(['Unlocked', 'Open']);
  const headers = otelCarrier(door); // in a handler, those of its transition
  print(`headers: ${Object.keys(headers).join(', ')}`);
  print(`a child process: ${Object.keys(otelChildEnv(door)).join(', ')}`);

  const far = new Lock({ id: 'far' });
  const receiving = bindOtelTracer(far, { tracer, scope: 'tx' }); // a trace for each request, not one for the machine
  far.add('Turned', undefined, { source: eventSource('front', 'request-1', { carrier: headers }) });

  // Work that belongs to a state and runs outside of its handlers.
  tracer.startSpan('draught', {}, otelStateContext(door, 'Open')).end();

  await Promise.all([sending.dispose(), receiving.dispose()]);
  const spans = exporter.getFinishedSpans();
  for (const name of ['0: [add] Turned', 'draught']) {
    const span = spans.find((each) => each.name === name);
    const parent = spans.find((each) => each.spanContext().spanId === span?.parentSpanContext?.spanId);
    print(`${name} below ${parent?.name ?? 'nothing'}`);
  }
  await provider.shutdown();
}
