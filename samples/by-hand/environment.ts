import { bindTelemetryEnv } from 'statescope/by-hand';
import { Door } from './machines.js';

/** What the variables say; `environment` stands for `process.env`, which is the default. */
export async function environment(print: (line: string) => void): Promise<void> {
  const door = new Door({ id: 'front' });
  const nothing = await bindTelemetryEnv(door, { environment: {} });
  print(`without variables: ${nothing?.id ?? 'nothing'}`);

  const variables = { AM_SERVICE: 'house', AM_PROM_LISTEN: '127.0.0.1:0' };
  const handle = await bindTelemetryEnv(door, { environment: variables });
  print(`with ${Object.keys(variables).join(' and ')}: ${door.tracers.map(({ id }) => id).join(' ')}`);
  await door.dispose(); // takes its leave by itself; the last machine ends what all of them shared
  await handle?.dispose();
  print(`afterwards: ${String(door.tracers.length)}`);
}
