/**
 * What the types of verbs that are functions allow and catch; compiled by `tsc --noEmit`, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import {
  connectedNames,
  defineSchema,
  firstActive,
  isClock,
  isTime,
  lineLogger,
  Machine,
  optionsOf,
  setOptions,
  wasClock,
  wasTime,
  willBeAny,
  type AnyMachine,
  type Logger,
  type Machine as MachineOf,
  type MachineOptions,
  type MachineView,
  type Schema,
  type StateOf,
} from 'statescope';

const schema = defineSchema({ Downloading: {}, Ready: {}, Start: {} });
class Feed extends Machine.of(schema) {}
const feed = new Feed();
declare const any: AnyMachine;

// the result is one of the states that were asked for
export const first: 'Downloading' | 'Ready' | undefined = firstActive(feed, ['Downloading', 'Ready']);
export const lone: 'Downloading' | 'Ready' | 'Start' | undefined = firstActive(feed, ['Downloading', 'Ready'], 'Start');
export const none: StateOf<typeof schema> | undefined = firstActive(feed);
export const ofAny: string | undefined = firstActive(any, connectedNames);
/** For a machine of any schema, states are checked where it is called. */
export function chosen<S extends Schema, K extends StateOf<S>>(
  machine: MachineOf<S>,
  states: readonly K[],
): K | undefined {
  return firstActive(machine, states);
}
switch (firstActive(feed, ['Downloading', 'Ready'])) {
  case 'Ready':
  case undefined:
    break;
  // @ts-expect-error not asked for
  case 'Start':
    break;
}
// @ts-expect-error unknown state
firstActive(feed, ['Strat']);
// @ts-expect-error unknown state among groups
firstActive(feed, ['Ready'], 'Strat');

export const times: readonly boolean[] = [
  isTime(feed, feed.time()),
  wasTime(feed, [1, 2], ['Ready', 'Exception']),
  isClock(feed, feed.clock()),
  isClock(feed, { Ready: 1 }),
  wasClock(feed, { Exception: 1, Start: 3 }),
  wasClock(any, { Anything: 1 }),
];
// @ts-expect-error unknown state
isTime(feed, [1], ['Strat']);
// @ts-expect-error unknown state
isClock(feed, { Strat: 1 });
// @ts-expect-error a clock is a number
wasClock(feed, { Ready: true });

export const queued: boolean = willBeAny(feed, 'Ready', 'Exception');
// @ts-expect-error unknown state
willBeAny(feed, 'Strat');

setOptions(feed, { tags: ['a'], logger: undefined, logArgs: (args) => ({ count: String(Object.keys(args).length) }) });
// @ts-expect-error an id is for life
setOptions(feed, { id: 'other' });
// @ts-expect-error the level has a verb of its own
setOptions(feed, { logLevel: 2 });
export const options: MachineOptions = optionsOf(any);

// a logger may look at the machine, or not
export const loggers: readonly Logger[] = [
  lineLogger(console.log),
  lineLogger((line) => line.length, { ids: false }),
  (level, text) => [level, text],
  (_level, _text, machine: MachineView) => machine.className,
];
// @ts-expect-error a printer takes a line
lineLogger((line: number) => line);
