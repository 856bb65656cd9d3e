import { Parent, Traced } from '../../decorators/index.js';
import { Machine } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Part, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const family = () => {
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item' });
  return { feed, item, part: item.submachine(Part, { id: 'part' }) };
};

test('a class switched off by configuration loses its own records and nothing else', () => {
  const { traced, metered } = recorders();
  startScope({ tracers: [traced, metered], classes: { Item: { traced: false } } });
  const { feed, item, part } = family();
  for (const machine of [feed, item, part]) machine.add('Start');
  expect(traced.of('transitionEnd').map(({ machineId }) => machineId)).toEqual(['feed', 'part']);
  expect(metered.of('transitionEnd').map(({ machineId }) => machineId)).toEqual(['feed', 'item', 'part']);
});

test('the children of a switched-off class stand below the nearest machine that is observed', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced], classes: { Item: false } });
  family();
  expect(traced.of('newSubmachine')).toMatchObject([{ machineId: 'feed', childId: 'part' }]);
});

test('a class marked off behaves as one switched off', () => {
  @Parent(() => Feed)
  @Traced(false)
  class Silent extends Machine.of(schema) {}
  @Parent(() => Silent)
  class Leaf extends Machine.of(schema) {}
  const { traced, metered } = recorders();
  startScope({ tracers: [traced, metered] });
  const silent = new Feed().submachine(Silent);
  expect(silent.tracers).toEqual([metered]);
  expect(silent.submachine(Leaf).tracers).toEqual([metered, traced]);
});

test('the top of a tree switched off leaves its submachines observed', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced], classes: { Feed: false } });
  const { feed, item } = family();
  expect([feed.tracers, item.tracers]).toEqual([[], [traced]]);
});

test('switching off at run time detaches live machines of the class, switching back binds them', () => {
  const { traced, metered } = recorders();
  const scope = startScope({ tracers: [traced, metered] });
  const { feed, item, part } = family();
  scope.toggle('Item', { traced: false });
  for (const machine of [feed, item, part]) machine.add('Start');
  expect(item.tracers).toEqual([metered]);
  expect(traced.of('machineDetach').map(({ machineId }) => machineId)).toEqual(['item']);
  scope.toggle('Item', undefined);
  expect(item.tracers).toEqual([metered, traced]);
  for (const machine of [feed, item, part]) machine.add('Busy');
  expect(traced.of('transitionEnd').map(({ machineId }) => machineId)).toEqual([
    'feed',
    'part',
    'feed',
    'item',
    'part',
  ]);
  expect(metered.of('transitionEnd')).toHaveLength(6);
});

test('a toggle that changes nothing detaches and binds nothing', () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  family();
  traced.clear();
  scope.toggle('*', { metered: false });
  scope.toggle('Item', { traced: true });
  expect(traced.records).toEqual([]);
});

test('a class without marks can be switched on at run time', () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  const plain = new Plain();
  scope.toggle('Pl*', { traced: true });
  expect(plain.tracers).toEqual([traced]);
  scope.toggle('Pl*', undefined);
  expect(plain.tracers).toEqual([]);
});

test('machines made after a toggle follow it', () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  scope.toggle('Feed', false);
  expect(new Feed().tracers).toEqual([]);
});

test('a tracer without a signal goes when every signal is switched off', () => {
  const tracer = new RecordingTracer();
  const scope = startScope({ tracers: [tracer] });
  const feed = new Feed();
  scope.toggle('Feed', { traced: false });
  expect(feed.tracers).toEqual([tracer]);
  scope.toggle('Feed', false);
  expect(feed.tracers).toEqual([]);
});

test('a tracer detached by hand stays away', () => {
  const { traced, metered } = recorders();
  const scope = startScope({ tracers: [traced, metered] });
  const feed = new Feed();
  feed.detachTracer(traced.id);
  scope.toggle('Feed', { metered: false });
  scope.toggle('Feed', undefined);
  expect(feed.tracers).toEqual([metered]);
});

test('a tracer bound by hand is no matter of toggles', () => {
  const tracer = new RecordingTracer({ signal: 'traced' });
  const scope = startScope();
  const feed = new Feed({ tracers: [tracer] });
  scope.toggle('*', false);
  expect(feed.tracers).toEqual([tracer]);
});

test('a toggle in the middle of a transition takes effect after it', async () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  class Toggling extends Feed {
    StartState() {
      scope.toggle('Toggling', false);
    }
  }
  const machine = new Toggling({ id: 'toggling' });
  machine.add('Start');
  await Promise.resolve();
  machine.add('Busy');
  expect(traced.of('transitionInit')).toHaveLength(1);
  expect(traced.of('transitionEnd')).toHaveLength(1);
  expect(traced.records.at(-1)).toMatchObject({ callback: 'machineDetach', machineId: 'toggling' });
});

test('a disposed machine is left alone', async () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  const feed = new Feed();
  await feed.dispose();
  scope.toggle('Feed', false);
  expect(traced.of('machineDetach')).toEqual([]);
  expect(scope.machines).toEqual([]);
});
