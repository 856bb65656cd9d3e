import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LokiClient, bindLokiLogger } from 'statescope/exporters/loki';
import { Door } from './machines.js';

interface Push {
  readonly streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [time: string, line: string, metadata?: Readonly<Record<string, string>>])[];
  }[];
}

/** One client for all machines; a server of this part's stands for Loki, which listens on `localhost:3100` as a rule. */
export async function loki(print: (line: string) => void): Promise<void> {
  const server = createServer((request, response) => {
    void request
      .setEncoding('utf8')
      .reduce((text: string, chunk: string) => text + chunk, '')
      .then((body) => {
        for (const { stream, values } of (JSON.parse(body) as Push).streams) {
          print(
            Object.entries(stream)
              .map(([name, value]) => `${name}="${value}"`)
              .join(' '),
          );
          for (const [, line, { tag = '' } = {}] of values) print(`  ${line} [tag=${tag}]`);
        }
        response.writeHead(204).end();
      });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = new LokiClient(`127.0.0.1:${String(port)}`, {
    service: 'house',
    labels: { floor: 'ground' }, // of a closed set: each combination of labels is a stream
    compression: 'none',
  });
  const door = new Door({ id: 'front' });
  const binding = bindLokiLogger(door, client);
  door.add('Open'); // requires Unlocked
  door.add(['Unlocked', 'Open']);
  door.addErr(new Error('the hinge is stuck'));
  await binding.dispose();
  await client.shutdown(); // pushes what waits
  const { received, exported, dropped } = client.stats();
  print(`${String(exported)} of ${String(received)} lines pushed, ${String(dropped)} dropped`);
  await new Promise((closed) => server.close(closed));
}
