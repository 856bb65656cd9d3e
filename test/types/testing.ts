/**
 * What the types of the test kit allow and catch, in jest and in vitest; compiled by `tsc --noEmit`, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import { expect as importedExpect } from 'expect';
import { Machine, defineSchema } from 'statescope';
import { RecordingTracer, machineMatchers, type MachineMatchers } from 'statescope/testing';
import 'statescope/testing/jest';

class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true } })) {}

const feed = new Feed();
const recording = new RecordingTracer();

expect.extend(machineMatchers);

expect(feed).toHaveTransitioned('Ready');
expect(feed).toHaveTransitioned(['Start', 'Exception']);
expect(feed).not.toHaveTransitioned({
  added: 'Ready',
  removed: ['Start'],
  type: 'add',
  args: { url: expect.any(String) as unknown },
});
// @ts-expect-error no such state
expect(feed).toHaveTransitioned('Redy');
// @ts-expect-error no such state
expect(feed).toHaveTransitioned({ added: ['Ready', 'Redy'] });
// @ts-expect-error no such key
expect(feed).toHaveTransitioned({ to: 'Ready' });
expect(recording).toHaveTransitioned('AnyName');

expect(feed).toHaveRejected();
expect(feed).toHaveRejected({ called: 'Start', by: 'StartEnter', reason: 'handler' });
// @ts-expect-error no such state
expect(feed).toHaveRejected('Stat');
// @ts-expect-error no such reason
expect(feed).toHaveRejected({ reason: 'mood' });

expect(feed).toCoverStates();
expect(feed).toCoverStates({ except: ['Ready'] });
// @ts-expect-error no such state
expect(feed).toCoverStates(['Stat']);

expect(recording).toHaveSpan('Ready', { tx_id: 'x' });
expect(feed).toStayWithinBudget({ series: 10, spanNames: 10 });
// @ts-expect-error a bound is a number
expect(feed).toStayWithinBudget('10');

/** A matcher that waits is awaited. */
export const leaks: Promise<void> = expect(() => feed).not.toLeak();

// Without global functions, and as vitest sees it.
importedExpect(feed).toHaveTransitioned('Ready');
// @ts-expect-error no such state
importedExpect(feed).toHaveTransitioned('Redy');
declare const asInVitest: MachineMatchers<void, Feed>;
asInVitest.toHaveTransitioned('Ready');
// @ts-expect-error no such state
asInVitest.toHaveTransitioned('Redy');
