import 'reflect-metadata';
import { Machine, defineSchema, instrument } from 'statescope';
import { startTelemetry } from 'statescope/di';
import { container as root } from 'tsyringe';

const schema = defineSchema({ Ready: { auto: true, require: ['Start'] }, Start: {}, Exception: { multi: true } });

/** A machine whose handler fails when it is told to. */
export class Feed extends Machine.of(schema) {
  StartState({ args }) {
    if (args.fail) throw new TypeError('broken');
  }
}
instrument(Feed, { traced: true, logged: true });

/** Starts telemetry, lets a machine work, and ends both. */
export const run = async (settings, work) => {
  const container = root.createChildContainer();
  const telemetry = await startTelemetry(container, { configFile: false, environment: {}, ...settings });
  const feed = new Feed({ id: 'feed', container });
  work(feed);
  await feed.dispose();
  await telemetry.shutdown();
  return { container, stats: telemetry.stats() };
};
