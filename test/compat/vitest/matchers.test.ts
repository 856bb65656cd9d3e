import { describe, expect, test } from 'vitest';
import { Machine, defineSchema } from 'statescope';
import { RecordingTracer, tracerContract } from 'statescope/testing';
import 'statescope/testing/vitest';

const schema = defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] }, Locked: {} });

class Feed extends Machine.of(schema) {
  LockedEnter() {
    return false;
  }
}

const recorded = () => {
  const recording = new RecordingTracer();
  const feed = new Feed({ id: 'feed-1', tracers: [recording] });
  feed.add('Start');
  feed.add('Locked');
  return { recording, feed };
};

describe('matchers', () => {
  test('pass where they should', async () => {
    const { recording, feed } = recorded();
    expect(feed).toHaveTransitioned('Ready');
    expect(feed).toHaveTransitioned({ added: 'Ready', auto: true });
    expect(recording).toHaveRejected({ by: 'LockedEnter', reason: 'handler' });
    expect(feed).toCoverStates(['Start', 'Ready']);
    expect(feed).not.toCoverStates();
    expect([{ name: '0:Ready', attributes: { a: 1 } }]).toHaveSpan('Ready', { a: expect.any(Number) as unknown });
    expect({ series: 3, maxSeries: 5, spanNames: 0, streams: 0, classes: [], unknown: [] }).toStayWithinBudget(3);
    await expect(recording).toLeak();
    await feed.dispose();
    await expect(recording).not.toLeak();
    await expect(() => new Feed()).not.toLeak();
  });

  test('say what happened instead', () => {
    const { feed } = recorded();
    expect(() => expect(feed).toHaveTransitioned('Locked')).toThrow('canceled  [add] Locked: LockedEnter (handler)');
    expect(() => expect(feed).not.toHaveTransitioned('Ready')).toThrow('it made\n  executed  [auto add] Ready: +Ready');
  });

  test('know the schema, at run time and in the compiler', () => {
    const { feed } = recorded();
    // @ts-expect-error no such state
    expect(() => expect(feed).not.toHaveTransitioned('Redy')).toThrow('did you mean "Ready"?');
    // @ts-expect-error no such state
    expect(() => expect(feed).not.toHaveRejected({ called: 'Lokced' })).toThrow('did you mean "Locked"?');
  });
});

tracerContract({ create: () => new RecordingTracer(), test });
