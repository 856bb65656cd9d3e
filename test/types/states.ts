/**
 * What the types of schema algebra, groups, waits and time allow and catch; compiled by `tsc --noEmit`, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import {
  activeIn,
  addAndWait,
  addWithRetry,
  adjacentStates,
  args,
  askAdd,
  basicStates,
  connectedStates,
  defineGroups,
  defineSchema,
  DisposedHandlers,
  disposedStates,
  extendState,
  filterByTag,
  guardLoop,
  Machine,
  meets,
  mergeSchemas,
  overrideState,
  prefixSchema,
  removeAndWait,
  sharedStates,
  startHealthcheck,
  statesByTag,
  stateSetGroups,
  subtractStates,
  tickOf,
  timeIs,
  toMermaid,
  waitForAny,
  type Handlers,
  type StateOf,
  type TimeIndex,
} from 'statescope';

/** Fails to compile unless both types are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;

const link = defineSchema({
  Up: { remove: ['Down'], args: args<{ port: number }>() },
  Down: { remove: ['Up'], add: ['Exception'] },
});

// Merging: the names of all, the last definition of each.
const merged = mergeSchemas(link, { Down: { multi: true }, Left: {} }, { Left: { auto: true } });
class Merged extends Machine.of(merged) implements Handlers<typeof merged> {
  UpState(e: { readonly args: { readonly port: number } }): void {
    this.add('Left', { port: e.args.port });
  }
}
new Merged().add('Up', { port: 1 });
// @ts-expect-error the arguments of a merged state are still required
new Merged().add('Up');
// @ts-expect-error no state of any of the schemas
new Merged().add('Right');
// @ts-expect-error a relation that stays open after merging
defineSchema(mergeSchemas(link, { Left: { require: ['Start'] } } as const));

// Standard sets are spread into a schema, which has to have what they need.
const full = defineSchema({ ...basicStates, ...connectedStates, ...disposedStates, Mine: { require: ['Connected'] } });
class Full extends Machine.of(full) {}
const machine = new Full();
machine.bindHandlers(new DisposedHandlers());
machine.add('RegisterDisposal', { callback: (id: string, signal: AbortSignal) => signal.aborted && id });
// @ts-expect-error the callback is missing
machine.add('RegisterDisposal', {});
// @ts-expect-error connections need a state Start
defineSchema({ ...connectedStates, Mine: {} });

// Prefixes: names and relations alike; Exception keeps its name.
const prefixed = prefixSchema('In', link);
new (Machine.of(prefixed))().add('InUp', { port: 1 });
defineSchema({ ...prefixed, ...prefixSchema('Out', link), Both: { require: ['InUp', 'OutUp'] } });
// @ts-expect-error the name without its prefix is gone
new (Machine.of(prefixed))().add('Up');
export const kept = prefixSchema('Up', defineSchema({ Up: {}, UpLink: {}, Left: { after: ['Up'] } }), {
  keepPrefixed: true,
});
export const some = prefixSchema('X', basicStates, { only: ['Start', 'Ready', 'Exception'], except: ['Exception'] });
// @ts-expect-error no such state to take
prefixSchema('X', link, { only: ['Left'] });

// States put together from others.
const extended = extendState({ require: ['A'], args: args<{ n: number }>() }, { require: ['B'], multi: true });
const composed = defineSchema({ A: {}, B: {}, C: extended });
new (Machine.of(composed))().add('C', { n: 1 });
// @ts-expect-error B is not in the schema
defineSchema({ A: {}, C: extended });
const overridden = overrideState({ require: ['A'], add: ['B'] }, { require: ['C'] });
defineSchema({ B: {}, C: {}, D: overridden });
// @ts-expect-error C is not in the schema
defineSchema({ A: {}, B: {}, D: overridden });
// @ts-expect-error tags are the base's
overrideState({}, { tags: ['x'] });

// Groups, tags, lists.
const groups = defineGroups(full, { Work: ['Mine'], Link: ['Connecting', 'Connected'], Failed: ['Exception'] });
defineGroups(full, { ...groups, More: ['Start'] });
// @ts-expect-error no such state
defineGroups(full, { Work: ['Mien'] });
const sets = stateSetGroups(full, { Basic: basicStates });
sets.self.includes('Mine');
// @ts-expect-error no such set
export type NoSuchSet = (typeof sets)['Connected'];
link[statesByTag(link, 'x')[0] ?? 'Up'].remove.at(0);
filterByTag(link, 'x').Up?.remove.includes('Down');
machine.add(adjacentStates<'Start' | 'Ready'>({ require: ['Start'] }));
// @ts-expect-error a relation to another state
adjacentStates<'Start'>({ require: ['Mine'] });
machine.add(sharedStates(process.argv, ['Start', 'Ready']));
machine.add(subtractStates(['Start', 'Ready'], ['Whatever']));

// Waits know the machine's states and arguments.
void addAndWait(machine, ['Start', 'Mine']);
void addAndWait(machine, 'Start', {}, { until: 'Ready', signal: AbortSignal.abort() });
void addAndWait(new Merged(), 'Up', { port: 1 }, { until: 'Left' });
void addWithRetry(new Merged(), 'Up', { port: 1 }, { tries: 3 });
void removeAndWait(machine, 'Mine');
void askAdd(machine, 'Mine');
void waitForAny([machine.when('Start'), (signal) => machine.when('Ready', { signal })], { failWith: machine });
meets(machine, { is: 'Start', any: ['Ready', ['Mine', 'Connected']], clock: { Start: 1 } });
guardLoop(machine, 'Mine', { count: ['Start'] });
startHealthcheck(machine);
toMermaid(machine);
toMermaid(full);
// @ts-expect-error no such state
void addAndWait(machine, 'Mien');
// @ts-expect-error no such state to wait for
void addAndWait(machine, 'Mine', {}, { until: 'Mien' });
// @ts-expect-error the arguments are missing
void addAndWait(new Merged(), 'Up');
// @ts-expect-error the arguments are missing
void addWithRetry(new Merged(), 'Up');
// @ts-expect-error no such state
void removeAndWait(machine, 'Mien');
// @ts-expect-error no such state
void askAdd(machine, ['Mien']);
// @ts-expect-error no such state
meets(machine, { is: 'Mien' });
// @ts-expect-error no such state
guardLoop(machine, 'Mien');
// @ts-expect-error the machine has no Healthcheck
startHealthcheck(new Merged());

// Times with names know them.
const time: TimeIndex<'A' | 'B'> = { names: ['A', 'B'], time: [1, 0] };
const active: readonly ('A' | 'B')[] = activeIn(time);
timeIs(time, active);
timeIs(time, ['A']);
timeIs(time.time, 0);
// @ts-expect-error no such name
tickOf(time, 'C');
// @ts-expect-error plain ticks have no names
timeIs(time.time, 'A');

/** Types that come out as one would write them. */
type Proven<T extends readonly true[]> = T;
export type Proofs = Proven<
  [
    Same<StateOf<typeof merged>, 'Up' | 'Down' | 'Left' | 'Exception'>,
    Same<(typeof merged)['Up'], (typeof link)['Up']>,
    Same<keyof typeof prefixed, 'InUp' | 'InDown'>,
    Same<(typeof prefixed)['InUp']['remove'], readonly 'InDown'[]>,
    Same<(typeof prefixed)['InDown']['add'], readonly 'Exception'[]>,
    Same<keyof typeof kept, 'Up' | 'UpLink' | 'UpLeft'>,
    Same<(typeof kept)['UpLeft']['after'], readonly 'Up'[]>,
    Same<keyof typeof some, 'XStart' | 'XReady'>,
    Same<(typeof groups)['Link'], readonly ['Connecting', 'Connected']>,
  ]
>;
