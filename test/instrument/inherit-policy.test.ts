import { Parent, Traced } from '../../decorators/index.js';
import { Machine } from '../../src/index.js';
import type { InheritRules, MachineView } from '../../src/index.js';
import { setTracerErrorSink } from '../../src/tracer/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Part, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Of three levels, the ids that a tracer with these rules sees. */
const seen = (inherit: InheritRules, inheritable: boolean | InheritRules = true): readonly string[] => {
  const tracer = new RecordingTracer({ signal: 'traced', inheritable });
  startScope({ tracers: [tracer], inherit });
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item', tags: ['worker', 'eu-west'] });
  item.submachine(Part, { id: 'part', tags: ['leaf'] });
  feed.submachine(Plain, { id: 'plain' });
  return tracer.machineIds;
};

test.each<[string, InheritRules, readonly string[]]>([
  ['no rule', {}, ['feed', 'item', 'part']],
  ['unmarked', { unmarked: true }, ['feed', 'item', 'part', 'plain']],
  ['a skipped tag, with all below it', { skipTags: ['worker'] }, ['feed']],
  ['a pattern of tags', { skipTags: ['eu-*'] }, ['feed']],
  ['a tag of the lowest', { skipTags: ['leaf'] }, ['feed', 'item']],
  ['a tag nobody has', { skipTags: ['work'] }, ['feed', 'item', 'part']],
  ['ids', { skipIds: /^par/ }, ['feed', 'item']],
  ['ids by a global expression, twice', { skipIds: /^(?:item|part)/g }, ['feed']],
  ['depth 0', { depth: 0 }, ['feed']],
  ['depth 1', { depth: 1 }, ['feed', 'item']],
  ['depth 2', { depth: 2 }, ['feed', 'item', 'part']],
  ['include', { include: (child) => child.id === 'item' }, ['feed', 'item']],
  ['exclude', { exclude: (_child, parent) => parent.id === 'item' }, ['feed', 'item']],
  ['exclude beats include', { include: () => true, exclude: () => true }, ['feed']],
  ['keys that say nothing', { depth: undefined, skipTags: undefined, unmarked: undefined }, ['feed', 'item', 'part']],
])('%s decides for all tracers, and for one', (_, rules, expected) => {
  expect(seen(rules)).toEqual(expected);
  stopScopes();
  expect(seen({}, rules)).toEqual(expected);
});

test('what a tracer says of itself beats what is said for all, key by key', () => {
  expect(seen({ depth: 0, skipTags: ['leaf'] }, { depth: 5 })).toEqual(['feed', 'item']);
  stopScopes();
  expect(seen({ depth: 5 }, false)).toEqual(['feed']);
});

test('each tracer goes by its own rules', () => {
  const [shallow, deep] = [
    new RecordingTracer({ id: 'a', inheritable: { depth: 0 } }),
    new RecordingTracer({ id: 'b' }),
  ];
  startScope({ tracers: [shallow, deep] });
  new Feed({ id: 'feed' }).submachine(Item, { id: 'item' });
  expect([shallow.machineIds, deep.machineIds]).toEqual([['feed'], ['feed', 'item']]);
});

test('levels are counted from the machine that has the tracer by its own mark', () => {
  @Traced()
  @Parent(() => Feed)
  class Marked extends Machine.of(schema) {}
  @Parent()
  class Below extends Machine.of(schema) {}
  const { traced } = recorders();
  startScope({ tracers: [traced], inherit: { depth: 1 } });
  const marked = new Feed({ id: 'feed' }).submachine(Marked, { id: 'marked' });
  marked.submachine(Below, { id: 'below' }).submachine(Below, { id: 'lowest' });
  expect(traced.machineIds).toEqual(['feed', 'marked', 'below']);
});

test('a class that is marked itself is observed, whatever keeps it from inheriting', () => {
  @Traced()
  @Parent(() => Feed)
  class Marked extends Machine.of(schema) {}
  const { traced } = recorders();
  startScope({ tracers: [traced], inherit: { exclude: () => true } });
  expect(new Feed().submachine(Marked).tracers).toEqual([traced]);
});

test('the rules hold for tracers bound by hand, without any telemetry', () => {
  const tracer = new RecordingTracer({ inheritable: { unmarked: true, depth: 1 } });
  const plain = new Plain({ tracers: [tracer] });
  const child = plain.submachine(Plain);
  expect([child.tracers, child.submachine(Plain).tracers]).toEqual([[tracer], []]);
});

test('messaging machines are inherited by the tracer that asks for them', () => {
  const [quiet, debugging] = [
    new RecordingTracer({ id: 'quiet' }),
    new RecordingTracer({ id: 'debugging', inheritable: { rpc: true } }),
  ];
  startScope({ tracers: [quiet, debugging] });
  expect(new Feed().submachine(Item, { tags: ['rpc-client'] }).tracers).toEqual([debugging]);
});

test('a callback that throws is reported, and its submachine inherits nothing', () => {
  const reported: unknown[] = [];
  setTracerErrorSink((tracer, callback, error) => reported.push([tracer.id, callback, (error as Error).message]));
  const include = (): boolean => {
    throw new Error('no idea');
  };
  const tracer = new RecordingTracer({ inheritable: { include } });
  startScope({ tracers: [tracer] });
  const item = new Feed().submachine(Item);
  setTracerErrorSink(undefined);
  expect(item.tracers).toEqual([]);
  expect(item.add('Start')).toBe(0);
  expect(reported).toEqual([['recording', 'inheritable', 'no idea']]);
});

test.each<[string, object, string]>([
  ['a key there is not', { deep: 1 }, 'inherit.deep is 1: expected one of unmarked, rpc, skipTags'],
  ['a depth that is none', { depth: -1 }, 'inherit.depth is -1: expected a whole number from 0 up'],
  ['half a level', { depth: 0.5 }, 'inherit.depth is 0.5'],
  ['one tag', { skipTags: 'worker' }, 'inherit.skipTags is "worker": expected a list of tags'],
  ['ids as text', { skipIds: '^a' }, 'inherit.skipIds is "^a": expected a regular expression'],
  ['no callback', { include: 'all' }, 'inherit.include is "all": expected a function'],
  ['no truth', { rpc: 1 }, 'inherit.rpc is 1: expected true or false'],
])('rules with %s are refused', (_, rules, message) => {
  expect(() => startScope({ inherit: rules })).toThrow(message);
  const tracer = new RecordingTracer({ id: 'mine', inheritable: rules as InheritRules });
  expect(() => startScope({ tracers: [tracer] })).toThrow(`mine: ${message}`);
});

test('callbacks see the child as it is: id, class, tags, parent', () => {
  const children: MachineView[] = [];
  startScope({ tracers: [new RecordingTracer()], inherit: { include: (child) => children.push(child) > 0 } });
  new Feed({ id: 'feed' }).submachine(Item, { id: 'item', tags: ['t'] });
  expect(children).toMatchObject([{ id: 'item', className: 'Item', tags: ['t'], parentId: 'feed' }]);
});

test.each([null, 5, 'all', ['noisy']])('rules that are none are refused: %j', (given) => {
  const inherit = given as InheritRules;
  expect(() => startScope({ inherit })).toThrow(/^inherit: inherit is .*: expected an object with unmarked, rpc, /);
});
