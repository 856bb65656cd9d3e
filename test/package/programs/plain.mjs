// Plain JavaScript, ES modules: a class without decorators, marked by `instrument`.
import 'reflect-metadata';
import { container } from 'tsyringe';
import { defineSchema, instrument, Machine } from 'statescope';
import { MEMORY_LOGS, MEMORY_SPANS, startTelemetry } from 'statescope/di';

class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] } })) {
  ReadyState() {}
}
instrument(Feed, { traced: true, metered: true, logged: { level: 'changes' } });

const telemetry = await startTelemetry(container, {
  traces: { exporter: 'memory' },
  logs: { exporter: 'memory' },
  metrics: { exporter: 'prometheus', port: 0 },
});
const feed = container.resolve(Feed);
feed.add('Start');
const active = feed.activeStates();
const scraped = await (await fetch(telemetry.metricsUrl)).text();
await feed.dispose();
await telemetry.flush();
console.log(
  JSON.stringify({
    active,
    spans: container.resolve(MEMORY_SPANS).items.some(({ name }) => name.includes('Ready')),
    logs: container.resolve(MEMORY_LOGS).items.length > 0,
    metrics: /asyncmachine_transitions_total\{.*machine_class="Feed"/.test(scraped),
  }),
);
await telemetry.shutdown();
