import { Metered, Parent, Traced } from '../../decorators/index.js';
import { Machine, MachineError } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { healthOf } from '../../src/tracer/index.js';
import { Feed, Item, Part, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const family = () => {
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item' });
  return { feed, item, part: item.submachine(Part, { id: 'part' }) };
};

test('tracers reach three levels, each told of a child before it observes it', () => {
  const { traced, metered, logged } = recorders();
  startScope({ tracers: [traced, metered, logged] });
  const { item, part } = family();
  part.add('Start');
  expect(item.tracers).toEqual([traced, metered, logged]);
  expect(part.tracers).toEqual([traced, metered, logged]);
  const bindings = traced.records.filter(({ callback }) => /^(?:newSubmachine|machineInit)$/.test(callback));
  expect(bindings.map(({ callback, machineId, childId }) => [callback, machineId, childId])).toEqual([
    ['machineInit', 'feed', undefined],
    ['newSubmachine', 'feed', 'item'],
    ['machineInit', 'item', undefined],
    ['newSubmachine', 'item', 'part'],
    ['machineInit', 'part', undefined],
  ]);
  expect(traced.of('transitionEnd', 'part')).toHaveLength(1);
});

test('a child without a mark of its own gets the options of the parent’s class, but not its handler marks', () => {
  class OwnHandler extends Feed {
    @Traced('busy') BusyState() {
      return;
    }
  }
  @Parent()
  class Below extends Machine.of(schema) {
    @Traced('start') StartState() {
      return;
    }
  }
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  new OwnHandler().submachine(Below, { id: 'below' });
  const selection = traced.of('machineInit', 'below')[0]?.selection;
  expect(selection).toMatchObject({ wholeMachine: true, anyHandler: true, options: { args: ['url'] } });
  expect(selection?.handler('BusyState')).toBeUndefined();
  expect(selection?.handler('StartState')).toEqual({ name: 'start' });
});

test('all machines of an inheriting class share one selection', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const feed = new Feed();
  feed.submachine(Item, { id: 'a' });
  feed.submachine(Item, { id: 'b' });
  const [a, b] = ['a', 'b'].map((id) => traced.of('machineInit', id)[0]?.selection);
  expect(a).toBe(b);
});

test('a mark of the child’s own class replaces what it would inherit', () => {
  @Parent(() => Feed)
  @Traced({ args: ['own'] })
  class Marked extends Machine.of(schema) {}
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  new Feed().submachine(Marked, { id: 'marked' });
  expect(traced.of('machineInit', 'marked')[0]?.selection?.options).toEqual({ args: ['own'] });
});

test('a class that is not marked @Parent inherits nothing, but has its own marks', () => {
  @Metered()
  class Counted extends Machine.of(schema) {}
  const { traced, metered } = recorders();
  startScope({ tracers: [traced, metered] });
  const feed = new Feed();
  expect(feed.submachine(Plain).tracers).toEqual([]);
  expect(feed.submachine(Counted).tracers).toEqual([metered]);
});

test('under preset go every submachine inherits', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced], preset: 'go', instrumentUnmarked: false });
  expect(new Feed().submachine(Plain).tracers).toEqual([traced]);
});

test('a base class marked @Parent is enough', () => {
  class Special extends Item {}
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  expect(new Feed().submachine(Special).tracers).toEqual([traced]);
});

test('a parent of another class than @Parent names is an error that names both', () => {
  const plain = new Plain({ id: 'p' });
  const make = () => plain.submachine(Item, { id: 'i' });
  expect(make).toThrow(MachineError);
  expect(make).toThrow(
    'Item "i" was given the parent "p" of class Plain, but its @Parent names Feed: pass a Feed, or change the mark',
  );
});

test('a subclass of the class @Parent names is a parent', () => {
  class Special extends Feed {}
  expect(() => new Special().submachine(Item)).not.toThrow();
});

test('a class marked @Parent without a parent works and is named in the report', () => {
  const { traced } = recorders();
  const { report } = startScope({ tracers: [traced, new RecordingTracer()] });
  const item = new Item();
  new Item();
  item.add('Start');
  expect(item.is('Start')).toBe(true);
  expect(item.tracers).toEqual([]);
  expect(report.withoutParent).toEqual(['Item']);
});

test('tracers bound to the parent by hand are inherited without any telemetry', () => {
  const tracer = new RecordingTracer();
  const feed = new Feed({ id: 'feed', tracers: [tracer] });
  const item = feed.submachine(Item, { id: 'item' });
  expect(item.submachine(Part).tracers).toEqual([tracer]);
  expect(tracer.of('newSubmachine', 'feed')).toHaveLength(1);
});

test('a tracer bound late is inherited by children made later', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const tracer = new RecordingTracer();
  const feed = new Feed();
  const before = feed.submachine(Item);
  feed.bindTracer(tracer);
  expect(feed.submachine(Item).tracers).toEqual([traced, tracer]);
  expect(before.tracers).toEqual([traced]);
});

test('a tracer that is not inheritable stays with its machine', () => {
  const tracer = new RecordingTracer({ inheritable: false });
  expect(new Feed({ tracers: [tracer] }).submachine(Item).tracers).toEqual([]);
});

test('the order is the parent’s, and nothing is bound twice, by identity or by id', () => {
  const [a, b] = [new RecordingTracer({ id: 'a' }), new RecordingTracer({ id: 'b' })];
  const feed = new Feed({ tracers: [a, b] });
  expect(feed.submachine(Item).tracers).toEqual([a, b]);
  expect(feed.submachine(Item, { tracers: [b] }).tracers).toEqual([b, a]);
  const namesake = new RecordingTracer({ id: 'a' });
  expect(feed.submachine(Item, { tracers: [namesake] }).tracers).toEqual([namesake, b]);
});

test('detaching from the parent leaves the children alone, and is not passed on to later ones', () => {
  const { traced, metered } = recorders();
  startScope({ tracers: [traced, metered] });
  const feed = new Feed();
  const before = feed.submachine(Item);
  feed.detachTracer(traced.id);
  expect(before.tracers).toEqual([traced, metered]);
  expect(feed.submachine(Item).tracers).toEqual([metered]);
});

test.each(['rpc-server', 'rpc-', 'relay'])('a submachine tagged %s is skipped with all below it', (tag) => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const item = new Feed().submachine(Item, { tags: ['x', tag] });
  expect([item.tracers, item.submachine(Part).tracers]).toEqual([[], []]);
});

test.each(['rpc', 'relayed'])('a submachine tagged %s is not skipped', (tag) => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  expect(new Feed().submachine(Item, { tags: [tag] }).tracers).toEqual([traced]);
});

test('messaging machines are observed when asked for', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced], inherit: { rpc: true } });
  expect(new Feed().submachine(Item, { tags: ['rpc-server'] }).tracers).toEqual([traced]);
});

test('a tracer that throws when told of a child does not disturb the child', () => {
  const tracer = new RecordingTracer();
  tracer.newSubmachine = () => {
    throw new Error('broken');
  };
  const item = new Feed({ tracers: [tracer] }).submachine(Item);
  item.add('Start');
  expect(item.is('Start')).toBe(true);
  expect(item.tracers).toEqual([tracer]);
});

test.each(['signal', 'inheritable', 'newSubmachine'])(
  'a tracer whose %s throws when it is read is counted as failing, and the child is made',
  (property) => {
    const tracer = { id: 'mine' };
    const feed = new Feed({ tracers: [tracer] });
    Object.defineProperty(tracer, property, {
      get() {
        throw new Error('unreadable');
      },
    });
    expect(feed.submachine(Item).add('Start')).toBe(0);
    expect(healthOf(tracer)).toMatchObject({ firstError: `${property}: unreadable` });
  },
);

test('a child made inside a handler of its parent is observed', () => {
  class Spawning extends Feed {
    StartState() {
      this.submachine(Item, { id: 'spawned' }).add('Start');
    }
  }
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  new Spawning().add('Start');
  expect(traced.of('transitionEnd', 'spawned')).toHaveLength(1);
});
