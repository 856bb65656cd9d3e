// Machines whose handlers call a server of this process over HTTP, with node:http and with fetch, at the same time.
import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { defineSchema, instrument, Machine } from 'statescope';
import { otelTraces, startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';

const schema = defineSchema({ Fetching: {}, Asking: {}, Done: { require: ['Fetching', 'Asking'] } });

const server = http.createServer((request, response) => setTimeout(() => response.end(request.url), 20));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;

const get = (url) =>
  new Promise((resolve, reject) => {
    http.get(url, (response) => response.resume().once('end', resolve)).once('error', reject);
  });

class Client extends Machine.of(schema) {
  open = 2;

  /** Has a span of its own. */
  async FetchingState(event) {
    await delay(Math.random() * 20);
    await fetch(`${address}/fetched/by/${this.id}`);
    await get(`${address}/got/by/${this.id}`);
    this.finished(event);
  }

  /** Is an event of its transition. */
  async AskingState(event) {
    await Promise.resolve();
    await get(`${address}/asked/by/${this.id}`);
    this.finished(event);
  }

  finished(source) {
    this.open -= 1;
    if (this.open === 0) this.add('Done', undefined, { source });
  }
}
instrument(Client, { traced: true, handlers: { FetchingState: { traced: true } } });

const telemetry = await startTelemetry(container, { modules: [otelTraces({ provider: 'auto' })] });
const clients = ['client-1', 'client-2', 'client-3'].map((id) => new Client({ id }));
for (const client of clients) {
  client.add('Fetching');
  client.add('Asking');
}
await Promise.all(clients.map((client) => client.when('Done')));
await get(`${address}/outside`);
for (const client of clients) await client.dispose();
await telemetry.shutdown();
server.close().closeAllConnections();
await trace.getTracerProvider().getDelegate().shutdown();
