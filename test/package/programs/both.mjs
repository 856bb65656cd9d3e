// One process with both formats of the package: a machine and its marks from one, the telemetry from the other.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { container } from 'tsyringe';
import * as modules from 'statescope';
import { MEMORY_SPANS, startTelemetry } from 'statescope/di';
import { Traced } from 'statescope/decorators';

const common = createRequire(import.meta.url)('statescope');

const telemetry = await startTelemetry(container, { traces: { exporter: 'memory' } });
class Feed extends common.Machine.of({ Start: {} }) {}
Traced()(Feed);
const feed = new Feed({ id: 'feed' });
feed.add('Start');
await feed.dispose();
await telemetry.flush();
console.log(
  JSON.stringify({
    copies: common.Machine !== modules.Machine,
    marks: common.marksOf(Feed).class.traced.on,
    spans: container.resolve(MEMORY_SPANS).items.some(({ name }) => name.includes('Start')),
  }),
);
await telemetry.shutdown();
