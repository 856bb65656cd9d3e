import { Logged, Metered, Traced } from '../../decorators/index.js';
import { unboundMachines } from '../../src/instrument/index.js';
import { Machine } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

describe('what is bound', () => {
  test('each mark brings the tracers of its signal', () => {
    @Metered()
    class Counted extends Machine.of(schema) {}
    const { traced, metered, logged } = recorders();
    startScope({ tracers: [traced, metered, logged] });
    new Feed({ id: 'feed' });
    new Counted({ id: 'counted' });
    expect(traced.machineIds).toEqual(['feed']);
    expect(metered.machineIds).toEqual(['feed', 'counted']);
    expect(logged.machineIds).toEqual(['feed']);
  });

  test('a class without marks emits nothing', () => {
    const tracer = new RecordingTracer();
    const { traced } = recorders();
    startScope({ tracers: [tracer, traced] });
    expect(new Plain().tracers).toEqual([]);
  });

  test('a tracer without a signal sees every machine of a marked class', () => {
    const tracer = new RecordingTracer();
    startScope({ tracers: [tracer] });
    new Feed({ id: 'feed' }).add('Start');
    expect(tracer.of('transitionEnd', 'feed')).toHaveLength(1);
  });

  test('with instrumentUnmarked a class without marks is observed, one with marks as it is marked', () => {
    @Logged()
    class Written extends Machine.of(schema) {}
    const { traced } = recorders();
    startScope({ tracers: [traced], instrumentUnmarked: true });
    new Plain({ id: 'plain' });
    new Written({ id: 'written' });
    expect(traced.machineIds).toEqual(['plain']);
  });

  test('under preset go the signals need no marks', () => {
    @Logged()
    class Written extends Machine.of(schema) {}
    @Traced(false)
    class Quiet extends Machine.of(schema) {}
    const { traced } = recorders();
    startScope({ tracers: [traced], preset: 'go' });
    new Written({ id: 'written' });
    new Quiet({ id: 'quiet' });
    expect(traced.machineIds).toEqual(['written']);
  });

  test('a tracer given to the machine itself is not bound twice', () => {
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    expect(new Feed({ tracers: [traced] }).tracers).toEqual([traced]);
    const namesake = new RecordingTracer({ id: traced.id });
    expect(new Feed({ tracers: [namesake] }).tracers).toEqual([namesake]);
  });

  test('configuration replaces options of the marks', () => {
    const { logged, traced } = recorders();
    startScope({ tracers: [logged, traced], overrides: { logged: { level: 'ops' } } });
    new Feed();
    expect(logged.of('machineInit')[0]?.selection?.options).toEqual({ level: 'ops' });
    expect(traced.of('machineInit')[0]?.selection?.options).toEqual({ args: ['url'] });
  });

  test('the report counts machines by class', () => {
    const { traced } = recorders();
    const { report } = startScope({ tracers: [traced], classes: { Item: false } });
    const feed = new Feed();
    new Feed();
    new Plain();
    feed.submachine(Item);
    expect(report.classes).toEqual({ Feed: 2 });
    expect(report.machines).toBe(2);
  });
});

describe('the scope of a machine', () => {
  test('is the one that owns its container', () => {
    const [a, b] = [recorders(), recorders()];
    startScope({ tracers: [a.traced], owns: (container) => container === 'A' });
    startScope({ tracers: [b.traced], owns: (container) => container === 'B' });
    new Feed({ id: 'a', container: 'A' });
    new Feed({ id: 'b', container: 'B' });
    expect([a.traced.machineIds, b.traced.machineIds]).toEqual([['a'], ['b']]);
  });

  test('else its parent’s', () => {
    const [a, b] = [recorders(), recorders()];
    startScope({ tracers: [a.traced], owns: (container) => container === 'A' });
    const other = startScope({ tracers: [b.traced] });
    const feed = new Feed({ container: 'A' });
    other.run(() => feed.submachine(Item, { id: 'item' }));
    expect(a.traced.machineIds).toContain('item');
    expect(b.traced.machineIds).toEqual([]);
  });

  test('else that of the enclosing run, innermost first', () => {
    const [a, b] = [recorders(), recorders()];
    const outer = startScope({ tracers: [a.traced] });
    const inner = startScope({ tracers: [b.traced] });
    outer.run(() => {
      new Feed({ id: 'before' });
      inner.run(() => new Feed({ id: 'within' }));
      new Feed({ id: 'after' });
    });
    expect([a.traced.machineIds, b.traced.machineIds]).toEqual([['before', 'after'], ['within']]);
  });

  test('a run that throws is over', () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    startScope();
    expect(() =>
      scope.run(() => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(new Feed().tracers).toEqual([]);
  });

  test('else the only one started', () => {
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    expect(new Feed().tracers).toEqual([traced]);
  });

  test('with several started and none of these it stays unbound, works, and is counted', () => {
    startScope({ tracers: [recorders().traced] });
    startScope({ tracers: [recorders().traced] });
    const before = unboundMachines().ambiguous['Feed'] ?? 0;
    const feed = new Feed();
    new Plain();
    feed.add('Start');
    expect(feed.is('Start')).toBe(true);
    expect(feed.tracers).toEqual([]);
    expect(unboundMachines().ambiguous).toEqual({ Feed: before + 1 });
  });

  test('a machine of a container without telemetry is not taken by the only one started', () => {
    startScope({ tracers: [recorders().traced], owns: (container) => container === 'A' });
    expect(new Feed({ container: 'B' }).tracers).toEqual([]);
  });
});

describe('machines made before telemetry starts', () => {
  test('are bound when it starts, parents first', () => {
    const feed = new Feed({ id: 'feed' });
    const item = feed.submachine(Item, { id: 'item' });
    feed.add('Start');
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    item.add('Start');
    expect(traced.machineIds).toEqual(['feed', 'item']);
    expect(traced.of('newSubmachine')).toMatchObject([{ machineId: 'feed', childId: 'item' }]);
    expect(traced.of('transitionEnd').map(({ machineId }) => machineId)).toEqual(['item']);
  });

  test('wait for the telemetry of their own container', () => {
    const feed = new Feed({ container: 'B' });
    const item = feed.submachine(Item);
    startScope({ tracers: [recorders().traced], owns: (container) => container === 'A' });
    expect([feed.tracers, item.tracers]).toEqual([[], []]);
    const { traced } = recorders();
    startScope({ tracers: [traced], owns: (container) => container === 'B' });
    expect([feed.tracers, item.tracers]).toEqual([[traced], [traced]]);
  });

  test('are forgotten when they are disposed', async () => {
    const feed = new Feed();
    await feed.dispose();
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    expect(traced.machineIds).toEqual([]);
  });

  test('of classes without marks are not remembered', () => {
    const waiting = unboundMachines().waiting;
    const plain = new Plain();
    expect(unboundMachines().waiting).toBe(waiting);
    startScope({ tracers: [new RecordingTracer()], instrumentUnmarked: true });
    expect(plain.tracers).toEqual([]);
  });

  test('beyond ten thousand are counted instead', () => {
    const machines = Array.from({ length: 10_002 }, () => new Feed());
    expect(unboundMachines()).toMatchObject({ waiting: 10_000, forgotten: 2 });
    const { metered } = recorders();
    const { report } = startScope({ tracers: [metered] });
    expect(report.machines).toBe(10_000);
    expect(machines.filter(({ tracers }) => tracers.length === 0)).toHaveLength(2);
  });
});

describe('stopping', () => {
  test('detaches what was bound and leaves what was not', () => {
    const { traced } = recorders();
    const own = new RecordingTracer();
    const scope = startScope({ tracers: [traced] });
    const feed = new Feed({ id: 'feed', tracers: [own] });
    scope.stop();
    scope.stop();
    expect(feed.tracers).toEqual([own]);
    expect(traced.of('machineDetach', 'feed')).toHaveLength(1);
  });

  test('a stopped scope takes no machine in', () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    scope.stop();
    scope.start();
    expect(new Feed().tracers).toEqual([]);
  });
});
