import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { createOtelLoggerProvider } from 'statescope/exporters/otel-export';
import { bindOtelLogger } from 'statescope/exporters/otel-logs';
import { Door } from './machines.js';

/** A provider for one exporter, and the lines of a machine; other destinations of the lines stay. */
export async function logs(print: (line: string) => void): Promise<void> {
  const exporter = new InMemoryLogRecordExporter();
  const records = exporter.getFinishedLogRecords();
  const provider = await createOtelLoggerProvider(exporter, { serviceName: 'house' });
  const door = new Door({ id: 'front', logArgs: ['by'] });
  const logging = bindOtelLogger(door, { provider, level: 'ops' });
  door.add('Open'); // requires Unlocked
  door.add(['Unlocked', 'Open'], { by: 'key' });
  door.addErr(new Error('the hinge is stuck'));
  await logging.flush();
  for (const { severityText, body } of records) print(`${severityText ?? ''}: ${body as string}`);
  await logging.dispose();
}
