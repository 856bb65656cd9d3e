/**
 * What the types of machines allow and catch; compiled by `tsc --noEmit`, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import {
  addAndWait,
  addWithRetry,
  args,
  defineSchema,
  Machine,
  type AnyMachine,
  type EventOf,
  type Handlers,
  type KnownStates,
  type MutationOptions,
  type MutationRest,
  type NamesIn,
  type Schema,
  type StateOf,
} from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

const schema = defineSchema({
  Downloading: { require: ['Start'], remove: ['Ready'], args: args<{ url: string }>() },
  Ready: { auto: true, require: ['Start'], remove: ['Downloading'] },
  Start: {},
});
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

@Traced()
@Metered()
@Logged({ level: 'changes' })
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  DownloadingEnter(e: On<'Downloading'>) {
    return e.args.url !== '';
  }
  @Traced({ args: ['url'] })
  async DownloadingState(e: On<'Downloading'>) {
    await fetch(e.args.url, { signal: e.signal });
    this.remove('Downloading');
  }
}

const itemSchema = defineSchema({ Idle: {}, Busy: { multi: true, args: args<{ job: number }>() } });

@Parent(() => Feed)
class Item extends Machine.of(itemSchema) {
  owner: AnyMachine | undefined = this.parent;
  BusyState(e: EventOf<typeof itemSchema, 'Busy'>): void {
    this.remove('Idle', {}, { source: e });
    const job: number = e.args.job;
    this.add('Busy', { job: job + 1 }, { source: e });
    // @ts-expect-error not a state of this machine
    this.remove('Start');
  }
}

class Named extends Machine.of(itemSchema) {
  constructor(
    readonly label: string,
    parent?: AnyMachine,
  ) {
    super({ id: label, parent });
  }
}

const feed = new Feed({ id: 'feed-1' });
feed.add('Start');
feed.add('Downloading', { url: 'https://example.org' });
feed.add(['Start', 'Downloading'], { url: '' });
feed.set(['Start', 'Exception']);
feed.remove('Downloading');
feed.addErr(new Error('x'), 'Ready', { note: 1 });
export const states: readonly ('Downloading' | 'Ready' | 'Start' | 'Exception')[] = feed.activeStates();

// states that are known by their type alone
declare const some: readonly ('Start' | 'Ready')[];
declare const anyOfThem: StateOf<typeof schema>;
feed.add(some);
feed.add(some.length === 0 ? ['Start'] : 'Ready');
feed.add(anyOfThem, { url: '' });

/** For a machine of any schema, states are checked where it is called. */
export function addTo<S extends Schema, A extends string | readonly string[]>(
  machine: Machine<S>,
  states: KnownStates<S, A>,
  ...rest: MutationRest<S, NamesIn<A>, MutationOptions>
): number {
  return machine.add(states, ...rest);
}
addTo(feed, 'Downloading', { url: '' });
// @ts-expect-error missing arguments
addTo(feed, 'Downloading');
// nothing is known of the schema
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as generic code of users has it
export const addAnything = (machine: Machine<any>): number => machine.add('Start');
addAnything(feed);

// a machine of any schema is an AnyMachine, as a parent and in lists
export const all: readonly AnyMachine[] = [feed, new Item({ parent: feed }), new Named('n', feed)];
export const item: Item = feed.submachine(Item, { id: 'item-1', tags: ['a'] });
item.add('Busy', { job: 1 });

// @ts-expect-error unknown state
feed.add('Strat');
// @ts-expect-error unknown state in a list
feed.add(['Start', 'Strat']);
// The state is what is wrong, not the arguments that one of this machine's states needs.
feed.add(
  // @ts-expect-error unknown state
  'Downlading',
);
feed.set(
  // @ts-expect-error unknown state
  ['Start', 'Downlading'],
);
void addAndWait(
  feed,
  // @ts-expect-error unknown state
  'Downlading',
);
void addWithRetry(
  feed,
  // @ts-expect-error unknown state
  'Downlading',
);
// @ts-expect-error missing arguments
feed.add('Downloading');
// @ts-expect-error missing arguments of one of several states
feed.add(['Start', 'Downloading']);
// @ts-expect-error wrong name of an argument
feed.add('Downloading', { uri: '' });
// @ts-expect-error wrong type of an argument
feed.add('Downloading', { url: 1 });
// @ts-expect-error missing arguments
feed.set(['Downloading']);
// @ts-expect-error unknown state
feed.is('Strat');
// @ts-expect-error unknown state
void feed.when('Strat');
// @ts-expect-error unknown error state
feed.addErr(new Error('x'), 'ErrFoo');
// @ts-expect-error argument of another type
void feed.whenArgs('Downloading', { url: 1 });
// @ts-expect-error a parent is a machine
new Item({ parent: {} });
// @ts-expect-error the parent of a submachine is the one that makes it
feed.submachine(Item, { parent: feed });

// @ts-expect-error a relation to no state of the schema
defineSchema({ A: { require: ['B'] } });
// @ts-expect-error an unknown property of a state
defineSchema({ A: { requires: ['A'] } });
