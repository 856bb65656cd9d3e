import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { container } from 'tsyringe';
import { Machine, args, defineSchema, type EventOf, type Handlers, type StateOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';
import { startTelemetry } from 'statescope/di';

const schema = defineSchema({
  Downloading: { require: ['Start'], remove: ['Ready'], args: args<{ url: string }>() },
  Ready: { auto: true, require: ['Start'], remove: ['Downloading'] },
  Start: {},
  Exception: { multi: true, remove: ['Downloading'] }, // what a handler throws, or its promise rejects with, ends here
});
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

@Traced()
@Metered()
@Logged({ level: 'changes' })
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  DownloadingEnter(e: On<'Downloading'>) {
    return e.args.url !== ''; // negotiation: false vetoes the transition
  }

  @Traced({ args: ['url'] }) // a span of its own, to the end of its promise
  async DownloadingState(e: On<'Downloading'>) {
    await delay(20, undefined, { signal: e.signal }); // aborts when Downloading ends; put your own work here
    this.remove('Downloading');
  }
}

@Parent(() => Feed) // a submachine: inherits Feed's tracers
class Item extends Machine.of(defineSchema({ Start: {} })) {}

const telemetry = await startTelemetry(container, {
  service: 'reader',
  traces: { exporter: 'file', file: 'out/traces.jsonl' },
  logs: { exporter: 'file', file: 'out/logs.jsonl' },
  metrics: { exporter: 'prometheus', port: 9464 },
  diagnostic: console.log, // one line: what is on, and where it goes
});
const feed = container.resolve(Feed); // or: new Feed({ id: 'feed-1' })
feed.submachine(Item, { id: 'item-1' }).add('Start');
feed.add('Start');
feed.add('Downloading', { url: 'https://example.org' }); // a wrong state, missing or wrong arguments: compile errors
await feed.whenNot('Downloading');
await feed.dispose();
await telemetry.shutdown(); // bounded flush
console.log(telemetry.stats());
