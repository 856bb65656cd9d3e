// A traced machine, as the page and its worker run it.
import { defineSchema, Machine } from 'statescope';
import { Traced } from 'statescope/decorators';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({
  Start: {},
  Loading: { require: ['Start'] },
  Ready: { auto: true, require: ['Loading'] },
});

class Feed extends Machine.of(schema) {
  calls = 0;

  async LoadingState(event) {
    await fetch(event.args.url, { signal: event.signal });
    this.calls += 1;
  }
}
Traced()(Feed);

/** Runs a machine to its end with a tracer; what it went through. */
export const runFeed = async (id, tracer) => {
  const recording = new RecordingTracer();
  const feed = new Feed({ id, tracers: [tracer, recording] });
  feed.add('Start');
  feed.add('Loading', { url: 'data:text/plain,here' });
  const active = feed.activeStates().sort();
  while (feed.calls === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await feed.dispose();
  return { active, calls: feed.calls, callbacks: recording.records.length > 0 };
};
