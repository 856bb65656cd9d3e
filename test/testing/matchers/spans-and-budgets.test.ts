import { Metered, Traced } from '../../../decorators/index.js';
import { budgetOf } from '../../../src/budget/index.js';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import { Machine, defineSchema } from '../../../src/index.js';
import { RecordingTracer } from '../../../src/testing/index.js';
import '../../../src/testing/jest/index.js';
import { failureOf } from './failure.js';

@Traced()
@Metered()
class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true }, Slow: {} })) {
  async SlowState() {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const traced = () => {
  const sink = new RecordingSink();
  const feed = new Feed({ id: 'feed-1', tracers: [new OtelTraces({ sink })] });
  feed.add('Start');
  return sink;
};

describe('toHaveSpan', () => {
  test('by name, with the index of the machine or without, or by pattern', () => {
    const sink = traced();
    for (const name of ['0:Start', 'Start', '[add] Start', '0: [add] Start', 'mach:0:feed-1', /^mach:/, /^Ready$/]) {
      expect(sink).toHaveSpan(name);
    }
    expect(sink).not.toHaveSpan('Star');
    expect(sink).not.toHaveSpan('1:Start');
  });

  test('with attributes, among others', () => {
    const sink = traced();
    expect(sink).toHaveSpan('[add] Start', { 'asyncmachine.tx.result': 'executed' });
    expect(sink).toHaveSpan('[add] Start', { tx_id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown });
    expect(sink).not.toHaveSpan('[add] Start', { 'asyncmachine.tx.result': 'canceled' });
  });

  test('of whatever holds spans', () => {
    const span = { name: 'A', attributes: { a: 1 } };
    const memory = new MemoryBuffer<typeof span>();
    memory.add([span]);
    for (const holder of [[span], memory, { getFinishedSpans: () => [span] }]) expect(holder).toHaveSpan('A', { a: 1 });
    expect(failureOf(() => expect({}).toHaveSpan('A'))).toContain('not of an object of class Object');
  });

  test('a failure shows the names there are, or the attributes', () => {
    const sink = traced();
    const message = failureOf(() => expect(sink).toHaveSpan('[add] Strat'));
    expect(message).toMatch(/^expected a span \[add\] Strat; did you mean "\[add\] Start"\?; instead there are\n/);
    expect(message).toContain('  0: [add] Start');
    expect(
      failureOf(() => expect(sink).toHaveSpan('[add] Start', { 'asyncmachine.tx.result': 'canceled', other: 1 })),
    ).toBe(
      'expected a span [add] Start with {"asyncmachine.tx.result":"canceled","other":1}; instead\n' +
        '  "0: [add] Start" has asyncmachine.tx.result "executed", other not set',
    );
    expect(failureOf(() => expect(sink).not.toHaveSpan('Start'))).toBe(
      'expected no span Start, but there is "0:Start"',
    );
  });
});

describe('toStayWithinBudget', () => {
  const budget = budgetOf(Feed);

  test('of a class, of a sum, of a telemetry', () => {
    const sum = { series: budget.series, maxSeries: 20_000, spanNames: 10, streams: 0, classes: [budget], unknown: [] };
    for (const each of [budget, sum, { budget: () => sum }]) {
      expect(each).toStayWithinBudget(budget.series);
      expect(each).not.toStayWithinBudget(budget.series - 1);
    }
    expect(budget).toStayWithinBudget({ spanNames: budget.spanNames.length });
    expect(budget).not.toStayWithinBudget({ series: 1e9, spanNames: 1 });
  });

  test('a failure names the classes and their largest families', () => {
    const message = failureOf(() => expect(budget).toStayWithinBudget(10));
    expect(message).toContain(`over the budget: ${budget.series} series, 10 allowed possible`.replace(' possible', ''));
    expect(message).toContain('  Feed: ');
    expect(message).toContain('asyncmachine_transition_duration_seconds');
    expect(failureOf(() => expect(1).toStayWithinBudget(1))).toContain('not of 1');
  });
});

describe('toLeak', () => {
  test('what can be collected does not leak, what is still held does', async () => {
    const held: unknown[] = [];
    await expect(() => new Feed()).not.toLeak();
    await expect(async () => {
      const feed = new Feed();
      feed.add('Slow');
      await feed.dispose();
      return [feed, feed.submachine(Feed)];
    }).not.toLeak();
    await expect(() => {
      const feed = new Feed();
      held.push(feed);
      return feed;
    }).toLeak();
    const failure = expect(() => held[0]).not.toLeak();
    await expect(failure).rejects.toThrow('expected nothing to be left; there is\n  an object of class Feed');
  });

  test('of two machines with one id, the one that is left is found', async () => {
    const recording = new RecordingTracer();
    const [, second] = [1, 2].map(() => new Feed({ id: 'twin', tracers: [recording] }));
    await second?.dispose();
    await expect(recording).toLeak();
  });

  test('timers that stand still hold nobody up', async () => {
    jest.useFakeTimers();
    await expect(() => new Feed()).not.toLeak();
    jest.useRealTimers();
  });

  test('what returns nothing can leak nothing, and says so', async () => {
    await expect(expect(() => undefined).not.toLeak()).rejects.toThrow('it returned no object');
    await expect(expect(1).not.toLeak()).rejects.toThrow('not of 1');
  });

  test('a recording leaks machines that are not disposed of and promises that have not settled', async () => {
    const recording = new RecordingTracer();
    const feed = new Feed({ id: 'feed-1', tracers: [recording] });
    feed.add('Slow');
    await expect(expect(recording).not.toLeak()).rejects.toThrow(
      'there is\n  Feed "feed-1" is not disposed of\n  the promise of SlowState of Feed "feed-1" has not settled',
    );
    await feed.whenNot('Start');
    await new Promise((resolve) => setImmediate(resolve));
    await feed.dispose();
    await expect(recording).not.toLeak();
  });
});
