import { Counter, Registry } from 'prom-client';
import { bindMach, bindToRegistry } from 'statescope/exporters/prometheus';
import { Door } from './machines.js';

/** The metrics of a machine in a registry of one's own, beside one's own metrics. */
export async function metrics(print: (line: string) => void): Promise<void> {
  const registry = new Registry();
  new Counter({ name: 'visitors_total', help: 'People at the door.', registers: [registry] }).inc(2);

  const door = new Door({ id: 'front' });
  const metered = bindMach(door);
  const shown = bindToRegistry(metered, registry);
  door.add('Open');
  door.add(['Unlocked', 'Open']);
  door.add('Closed');
  const samples = (await registry.metrics())
    .split('\n')
    .filter((line) => /^(?:visitors|asyncmachine_(?:tr|rej)\w+_total)/.test(line));
  for (const line of samples) print(line);

  await shown.dispose(); // the registry is as it was
  await metered.dispose(); // and so is the machine
  print(
    `left in the registry: ${String(registry.getMetricsAsArray().length)}, bound to the machine: ${String(door.tracers.length)}`,
  );
}
