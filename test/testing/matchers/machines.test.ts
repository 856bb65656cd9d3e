import { Machine, args, defineSchema } from '../../../src/index.js';
import type { EventOf } from '../../../src/index.js';
import { RecordingTracer, machineMatchers, record } from '../../../src/testing/index.js';
import '../../../src/testing/jest/index.js';
import { failureOf } from './failure.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Loading: { require: ['Start'], remove: ['Ready'], args: args<{ url: string }>() },
  Done: { require: ['Loading'] },
});

class Feed extends Machine.of(schema) {
  LoadingEnter(e: EventOf<typeof schema, 'Loading'>) {
    return e.args.url !== '';
  }
}

const recorded = (options = {}) => {
  const recording = new RecordingTracer();
  return { recording, feed: new Feed({ id: 'feed-1', tracers: [recording], ...options }) };
};

describe('toHaveTransitioned', () => {
  test('states are those that were activated, of a machine and of a recording', () => {
    const { recording, feed } = recorded();
    feed.add('Start');
    expect(feed).toHaveTransitioned('Start');
    expect(feed).toHaveTransitioned(['Ready']);
    expect(recording).toHaveTransitioned('Ready');
    expect(feed).not.toHaveTransitioned('Loading');
    expect(feed).not.toHaveTransitioned(['Start', 'Ready']);
  });

  test('a pattern names what changed, what was called, and with what', () => {
    const { feed } = recorded();
    feed.add('Start');
    feed.add('Loading', { url: 'a' });
    feed.set(['Start', 'Loading'], { url: 'b' });
    expect(feed).toHaveTransitioned({ added: 'Loading', removed: 'Ready', args: { url: 'a' } });
    expect(feed).toHaveTransitioned({ type: 'set', called: ['Loading', 'Start'] });
    expect(feed).toHaveTransitioned({ added: 'Ready', auto: true });
    expect(feed).toHaveTransitioned({ args: { url: expect.any(String) as unknown } });
    expect(feed).not.toHaveTransitioned({ type: 'set', called: 'Loading' });
    expect(feed).not.toHaveTransitioned({ added: 'Loading', args: { url: 'c' } });
    expect(feed).not.toHaveTransitioned({ type: 'remove' });
  });

  test('a failure shows what happened instead', () => {
    const { feed } = recorded();
    feed.add('Start');
    feed.add('Loading', { url: '' });
    feed.add('Done');
    expect(failureOf(() => expect(feed).toHaveTransitioned({ added: ['Done'], type: 'add' }))).toBe(
      [
        'expected Feed "feed-1" to have made a transition with added Done, type add; instead there was',
        '  executed  [add] Start: +Start',
        '  executed  [auto add] Ready: +Ready',
        '  canceled  [add] Loading: LoadingEnter (handler)',
        '  canceled  [add] Done: Loading (require)',
      ].join('\n'),
    );
    expect(failureOf(() => expect(feed).not.toHaveTransitioned('Ready'))).toBe(
      'expected Feed "feed-1" not to have made a transition with added Ready; it made\n  executed  [auto add] Ready: +Ready',
    );
  });

  test('a long story is cut, a short one says so', () => {
    const { feed } = recorded();
    expect(failureOf(() => expect(feed).toHaveTransitioned('Done'))).toContain('instead there was\n  nothing');
    for (let n = 0; n < 30; n++) feed.toggle('Start');
    expect(failureOf(() => expect(feed).toHaveTransitioned('Done'))).toMatch(/\n {2}\(\d+ before\)\n/);
  });

  test('a misspelt state fails, negated too, with the one that was meant', () => {
    const { feed, recording } = recorded();
    const message = '"Redy" is no state of Feed "feed-1"; did you mean "Ready"?';
    expect(failureOf(() => expect(feed).toHaveTransitioned('Redy' as 'Ready'))).toBe(message);
    expect(failureOf(() => expect(recording).not.toHaveTransitioned({ removed: 'Redy' }))).toBe(message);
    expect(failureOf(() => expect(feed).not.toHaveTransitioned({ called: 'Xyzzy' as 'Ready' }))).toBe(
      '"Xyzzy" is no state of Feed "feed-1"',
    );
  });

  test('a machine is recorded from when it is told to be', () => {
    const feed = new Feed({ id: 'feed-1' });
    feed.add('Start');
    expect(failureOf(() => expect(feed).toHaveTransitioned('Start'))).toContain(
      'needs a recording of Feed "feed-1": make it with tracers: [new RecordingTracer()], or call record(machine)',
    );
    const recording = record(feed);
    expect(record(feed)).toBe(recording);
    feed.add('Loading', { url: 'a' });
    expect(feed).toHaveTransitioned('Loading');
    expect(feed).not.toHaveTransitioned('Start');
  });

  test('other machines of the recording do not count for a machine', () => {
    const { recording, feed } = recorded();
    new Feed({ id: 'other', tracers: [recording] }).add('Start');
    expect(feed).not.toHaveTransitioned('Start');
    expect(recording).toHaveTransitioned('Start');
    expect(failureOf(() => expect(recording).toHaveTransitioned('Done'))).toContain('the 2 recorded machines');
  });

  test('anything else is refused', () => {
    expect(failureOf(() => expect(1).toHaveTransitioned('A'))).toContain('not of 1');
    expect(failureOf(() => expect(new Map()).toHaveTransitioned('A'))).toContain('not of an object of class Map');
  });
});

describe('toHaveRejected', () => {
  test('a veto, a relation and a full queue are refusals; a check and an executed mutation are none', () => {
    const { recording, feed } = recorded();
    feed.add('Start');
    feed.canAdd('Done');
    expect(feed).not.toHaveRejected();
    feed.add('Loading', { url: '' });
    feed.add('Done');
    expect(feed).toHaveRejected();
    expect(feed).toHaveRejected('Loading');
    expect(recording).toHaveRejected({ called: 'Done', reason: 'require', by: 'Loading', type: 'add' });
    expect(feed).toHaveRejected({ by: 'LoadingEnter' });
    expect(feed).not.toHaveRejected({ by: 'LoadingEnter', reason: 'error' });
    expect(feed).not.toHaveRejected(['Start', 'Loading']);
  });

  test('what never became a transition is a refusal too', async () => {
    const { feed } = recorded();
    await feed.dispose();
    feed.add('Start');
    expect(feed).toHaveRejected({ called: 'Start', reason: 'disposed' });
    expect(failureOf(() => expect(feed).not.toHaveRejected('Start'))).toContain('rejected  [add] Start: disposed');
  });

  test('a failure shows what happened instead', () => {
    const { feed } = recorded();
    feed.add('Start');
    expect(failureOf(() => expect(feed).toHaveRejected({ called: 'Loading', by: 'LoadingEnter' }))).toBe(
      [
        'expected Feed "feed-1" to have refused a mutation with called Loading, by LoadingEnter; instead there was',
        '  executed  [add] Start: +Start',
        '  executed  [auto add] Ready: +Ready',
      ].join('\n'),
    );
  });

  test('a misspelt state or handler fails with the one that was meant', () => {
    const { feed } = recorded();
    expect(failureOf(() => expect(feed).not.toHaveRejected('Loadin' as 'Loading'))).toContain(
      'did you mean "Loading"?',
    );
    expect(failureOf(() => expect(feed).not.toHaveRejected({ by: 'LoadingEntr' }))).toBe(
      '"LoadingEntr" is neither a state nor a handler of Feed "feed-1"; did you mean "LoadingEnter"?',
    );
    for (const by of ['AnyEnter', 'ReadyLoading', 'Start']) expect(feed).not.toHaveRejected({ by });
  });
});

describe('toCoverStates', () => {
  test('every state, some, or all but some', () => {
    const { recording, feed } = recorded();
    feed.add('Start');
    expect(feed).toCoverStates(['Start', 'Ready']);
    expect(feed).toCoverStates({ except: ['Loading', 'Done', 'Exception'] });
    expect(feed).not.toCoverStates();
    feed.add('Loading', { url: 'a' });
    feed.add('Done');
    expect(feed).toCoverStates();
    expect(recording).toCoverStates();
    expect(feed).not.toCoverStates(['Exception']);
  });

  test('states that were active before the recording count, checks do not', () => {
    const feed = new Feed();
    feed.add('Start');
    record(feed);
    feed.canAdd('Loading', { url: 'a' });
    expect(feed).toCoverStates(['Start', 'Ready']);
    expect(feed).not.toCoverStates(['Loading']);
  });

  test('a failure names what is missing; a misspelt state what was meant', () => {
    const { feed } = recorded();
    feed.add('Start');
    expect(failureOf(() => expect(feed).toCoverStates())).toBe(
      'expected Feed "feed-1" to have been in 4 states; it was never in Done, Loading (it was in Start, Ready)',
    );
    expect(failureOf(() => expect(feed).not.toCoverStates(['Start']))).toContain('it was in all of them');
    expect(failureOf(() => expect(feed).not.toCoverStates('Stat' as 'Start'))).toContain('did you mean "Start"?');
    expect(failureOf(() => expect(feed).toCoverStates({ except: ['Stat' as 'Start'] }))).toContain(
      '"Stat" is no state',
    );
  });
});

test('matchers can be called without an expect, but for those that have values to compare', () => {
  const { feed } = recorded();
  feed.add('Start');
  const { toHaveTransitioned, toCoverStates } = machineMatchers;
  expect(toCoverStates(feed, ['Start', 'Ready'])).toMatchObject({ pass: true });
  const alone = toHaveTransitioned as (received: unknown, expected: unknown) => unknown;
  expect(alone(feed, 'Start')).toMatchObject({ pass: true });
  expect(() => alone(feed, { added: 'Start', args: { url: '' } })).toThrow('expect.extend(machineMatchers)');
});

describe('what would pass without saying anything fails, negated or not', () => {
  const { feed } = recorded();
  feed.add('Start');
  const untyped = (received: unknown) => expect(received) as unknown as Record<string, (...given: unknown[]) => void>;

  test.each<[string, unknown, unknown, string]>([
    ['toHaveTransitioned', feed, { add: 'Start' }, 'does not know "add"; did you mean "added"?'],
    ['toHaveRejected', feed, { call: 'Start' }, 'does not know "call"; did you mean "called"?'],
    ['toCoverStates', feed, { expect: ['Done'] }, 'does not know "expect"; did you mean "except"?'],
    ['toCoverStates', new RecordingTracer(), undefined, 'the recording saw no machine'],
    ['toHaveSpan', [{ name: 'a' }], undefined, 'needs the name of a span, or an expression for it, not undefined'],
    ['toStayWithinBudget', { series: 1, classes: [] }, { serie: 5 }, 'does not know "serie"; did you mean "series"?'],
    ['toStayWithinBudget', { series: 1, classes: [] }, NaN, 'series is NaN, not a number'],
    ['toStayWithinBudget', { series: 1, classes: [] }, undefined, 'needs a number of series'],
  ])('%s of %p with %p', (matcher, received, expected, message) => {
    expect(() => untyped(received)[matcher]?.(expected)).toThrow(message);
    const { not } = expect(received) as unknown as { not: Record<string, (given: unknown) => void> };
    expect(() => not[matcher]?.(expected)).toThrow(message);
  });

  test('one state can be told without a list', () => {
    expect(feed).toCoverStates('Start');
    expect(feed).not.toCoverStates('Done');
  });
});
