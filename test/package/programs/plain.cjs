// Plain JavaScript, CommonJS: a class without decorators, marked by `instrument`.
require('reflect-metadata');
const { container } = require('tsyringe');
const { defineSchema, instrument, Machine } = require('statescope');
const { MEMORY_LOGS, MEMORY_SPANS, startTelemetry } = require('statescope/di');

class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] } })) {
  ReadyState() {}
}
instrument(Feed, { traced: true, metered: true, logged: { level: 'changes' } });

async function main() {
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
}

void main();
