// TypeScript, ES modules, standard decorators.
import 'reflect-metadata';
import { container } from 'tsyringe';
import { args, defineSchema, Machine, type EventOf, type Handlers, type StateOf } from 'statescope';
import { Logged, Metered, Traced } from 'statescope/decorators';
import { MEMORY_SPANS, startTelemetry } from 'statescope/di';
import { OtelLogs } from 'statescope/exporters/otel-logs';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ Start: {}, Ready: { require: ['Start'], args: args<{ url: string }>() } });
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

@Traced()
@Metered()
@Logged({ level: 'changes' })
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  url = '';

  @Traced({ args: ['url'] })
  ReadyState(e: On<'Ready'>): void {
    this.url = e.args.url;
  }
}

const telemetry = await startTelemetry(container, { traces: { exporter: 'memory' } });
const feed = new Feed({ id: 'feed', tracers: [new RecordingTracer()] });
feed.add('Start');
feed.add('Ready', { url: 'here' });
// @ts-expect-error a state there is not
feed.is('Done');
await feed.dispose();
await telemetry.flush();
const spans: number = container.resolve(MEMORY_SPANS).items.length;
console.log(JSON.stringify({ url: feed.url, spans: spans > 0, adapter: typeof OtelLogs }));
await telemetry.shutdown();
