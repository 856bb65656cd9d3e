import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createOtelProvider } from 'statescope/exporters/otel-export';
import { bindOtelTracer } from 'statescope/exporters/otel-traces';
import { Door, Lock } from './machines.js';
import { treeOf } from './span-tree.js';

/** A provider, a tracer, a machine. Submachines come along: of any class, as `inherit` says. */
export async function traces(print: (line: string) => void): Promise<void> {
  const spans: ReadableSpan[] = [];
  // Without targets: over OTLP, to where OTEL_EXPORTER_OTLP_ENDPOINT says.
  const provider = await createOtelProvider('house', {
    targets: [{ kind: 'memory', memory: { add: (batch) => spans.push(...batch) } }],
  });
  const door = new Door({ id: 'front' });
  const tracing = bindOtelTracer(door, { ...provider, inherit: { unmarked: true } });
  door.add('Unlocked');
  door.add('Open');
  door.submachine(Lock, { id: 'lock' }).add('Turned');
  door.add('Closed');
  await tracing.dispose(); // detaches, flushes, and ends the provider
  for (const line of treeOf(spans)) print(line);
}
