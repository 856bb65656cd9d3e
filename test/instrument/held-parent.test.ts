import { Parent, Traced } from '../../decorators/index.js';
import {
  defineSchema,
  instrument,
  Machine,
  MachineError,
  type AnyMachine,
  type MachineOptions,
} from '../../src/index.js';
import { Feed, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

class Held extends Machine.of(schema) {
  @Parent(() => Feed) readonly owner: AnyMachine | undefined;

  constructor(owner: AnyMachine | undefined, options?: MachineOptions) {
    super(options);
    this.owner = owner;
  }
}

test('a machine gets the parent that a marked member holds, before its first mutation', () => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const feed = new Feed({ id: 'feed' });
  const held = new Held(feed, { id: 'held' });
  expect(held.tracers).toEqual([]);
  held.add('Start');
  expect(held.parent).toBe(feed);
  expect(held.view.parentId).toBe('feed');
  expect(traced.of('newSubmachine', 'feed')).toHaveLength(1);
  expect(traced.of('transitionInit', 'held')).toHaveLength(1);
});

test('it gets it in the next microtask where no mutation comes', async () => {
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const held = new Held(new Feed({ id: 'feed' }), { id: 'held' });
  await Promise.resolve();
  expect(held.tracers).toEqual([traced]);
});

test('the option goes before the member', () => {
  const [one, other] = [new Feed({ id: 'one' }), new Feed({ id: 'other' })];
  const held = new Held(one, { parent: other });
  held.add('Start');
  expect(held.parent).toBe(other);
});

test('without a value in the member the machine works, inherits nothing and its class is reported', async () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced] });
  const held = new Held(undefined, { id: 'held' });
  held.add('Start');
  await Promise.resolve();
  expect(held.is('Start')).toBe(true);
  expect(held.tracers).toEqual([]);
  expect(scope.report.withoutParent).toEqual(['Held']);
});

test('a parent of another class than the mark names is an error of the first mutation', () => {
  @Traced()
  class Stranger extends Machine.of(defineSchema({ Start: {} })) {}
  startScope({ tracers: [recorders().traced] });
  const held = new Held(new Stranger({ id: 'stranger' }), { id: 'held' });
  expect(() => held.add('Start')).toThrow(MachineError);
});

test('that error waits for the first mutation when it is found before', async () => {
  class Stranger extends Machine.of(schema) {}
  const held = new Held(new Stranger({ id: 'stranger' }), { id: 'held' });
  await Promise.resolve();
  expect(() => held.add('Start')).toThrow(/@Parent names Feed/);
  expect(held.add('Start')).toBe(0);
});

test('a schema error in the constructor does not look into the member too early', () => {
  class Broken extends Machine.of(defineSchema({ Start: { require: ['Stop'], remove: ['Stop'] }, Stop: {} })) {
    @Parent() readonly owner: AnyMachine;
    constructor(owner: AnyMachine) {
      super();
      this.owner = owner;
    }
  }
  const feed = new Feed();
  const broken = new Broken(feed);
  broken.add('Stop');
  expect(broken.parent).toBe(feed);
  expect(broken.is('Exception')).toBe(true);
});

describe('a member that is not there', () => {
  /** As compilers that leave out fields without a value make it. */
  @Traced()
  class Late extends Machine.of(schema) {
    declare owner: AnyMachine | undefined;

    constructor(owner?: AnyMachine, options?: MachineOptions) {
      super(options);
      this.add('Start');
      if (owner !== undefined) this.owner = owner;
    }
  }
  instrument(Late, { parent: { member: 'owner' } });

  test('keeps no mutation from being observed', async () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    const late = new Late(undefined, { id: 'late' });
    late.remove('Start');
    await Promise.resolve();
    expect(traced.of('transitionEnd', 'late')).toHaveLength(2);
    expect([scope.report.classes, scope.report.withoutParent]).toEqual([{ Late: 1 }, ['Late']]);
  });

  test('and holds a parent after all, makes it a submachine from then on', async () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    const feed = new Feed({ id: 'feed' });
    const late = new Late(feed, { id: 'late' });
    expect([late.parent, late.tracers]).toEqual([undefined, [traced]]);
    await Promise.resolve();
    late.remove('Start');
    expect([late.parent, late.tracers]).toEqual([feed, [traced]]);
    expect(traced.of('newSubmachine', 'feed')).toHaveLength(1);
    expect(traced.of('machineDetach', 'late')).toHaveLength(1);
    expect(traced.of('transitionEnd', 'late')).toHaveLength(2);
    expect([scope.report.classes, scope.report.withoutParent]).toEqual([{ Feed: 1, Late: 1 }, []]);
    expect(scope.machines).toEqual([feed, late]);
  });
});

test('a member that throws when it is read fails no mutation, and is read again later', async () => {
  @Traced()
  class Lazy extends Machine.of(schema) {
    context: { readonly feed: Feed } | undefined;
    @Parent()
    get owner(): Feed {
      if (this.context === undefined) throw new TypeError('no context');
      return this.context.feed;
    }
  }
  const { traced } = recorders();
  startScope({ tracers: [traced] });
  const [lazy, never] = [new Lazy({ id: 'lazy' }), new Lazy({ id: 'never' })];
  expect([lazy.add('Start'), never.add('Start')]).toEqual([0, 0]);
  lazy.context = { feed: new Feed({ id: 'feed' }) };
  await Promise.resolve();
  expect([lazy.parent?.id, never.parent]).toEqual(['feed', undefined]);
  expect(traced.of('transitionEnd', 'never')).toHaveLength(1);
});
