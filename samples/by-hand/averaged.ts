import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { bindAveraged, bindToPusher } from 'statescope/exporters/prometheus';
import { Door } from './machines.js';

/** The averaged gauges of a machine, pushed to a Pushgateway; a small server stands in for it. */
export async function averaged(print: (line: string) => void): Promise<void> {
  const pushgateway = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const gauges = body.split('\n').filter((line) => /^am_(?:transitions|states_added|states_active)_/.test(line));
      print([`${request.method ?? ''} ${request.url ?? ''}`, ...gauges].join('\n'));
      response.end();
    });
  });
  await new Promise<void>((resolve) => pushgateway.listen(0, '127.0.0.1', resolve));
  const { port } = pushgateway.address() as AddressInfo;

  const door = new Door({ id: 'front' });
  const metered = bindAveraged(door); // each push ends an interval
  const pushed = bindToPusher(metered, {
    url: `http://127.0.0.1:${String(port)}`,
    registry: new Registry(),
    job: 'house',
    grouping: { instance: 'porch' },
  });
  door.add(['Unlocked', 'Open']);
  door.add('Closed');
  await pushed.flush(); // instead of 15 seconds later
  await pushed.dispose(); // a last push, and the group is taken away
  await metered.dispose();
  pushgateway.close();
}
