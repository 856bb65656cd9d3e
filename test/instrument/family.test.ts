import { Metered } from '../../decorators/index.js';
import { Machine, optsWithParentTracers } from '../../src/index.js';
import { OtelTraces, RecordingSink } from '../../src/exporters/otel-traces/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Part, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const family = () => {
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item' });
  return { feed, item, part: item.submachine(Part, { id: 'part' }) };
};

class Spawning extends Feed {
  child: Item | undefined;
  StartState() {
    this.child = this.submachine(Item, { id: 'spawned' });
    this.child.add('Start');
  }
}

describe('a parent that is disposed of before its children', () => {
  test('leaves them observed, and what they make later', async () => {
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    const { feed, item } = family();
    await feed.dispose();
    item.add('Start');
    const late = item.submachine(Part, { id: 'late' });
    late.add('Start');
    expect(
      traced
        .of('transitionEnd')
        .map(({ machineId }) => machineId)
        .slice(-2),
    ).toEqual(['item', 'late']);
  });

  test('leaves them observed by toggles that come and go', async () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    const { feed, item, part } = family();
    await feed.dispose();
    scope.toggle('Part', false);
    expect([item.tracers, part.tracers]).toEqual([[traced], []]);
    scope.toggle('Part', undefined);
    expect([item.tracers, part.tracers]).toEqual([[traced], [traced]]);
  });

  test('keeps one trace: the children’s spans stay below its own, new children too', async () => {
    const sink = new RecordingSink();
    startScope({ tracers: [new OtelTraces({ sink })] });
    const { feed, item } = family();
    await feed.dispose();
    item.submachine(Part, { id: 'late' }).add('Start');
    const traces = new Set(sink.spans.map(({ context }) => context.traceId));
    expect(traces.size).toBe(1);
    expect(sink.spans.map(({ name }) => name)).toContain('mach:3:late');
  });
});

describe('children made in a handler', () => {
  test('before telemetry starts are bound when it does, after their parents', () => {
    const machine = new Spawning({ id: 'spawning' });
    machine.add('Start');
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    machine.child?.add('Busy');
    expect(traced.machineIds).toEqual(['spawning', 'spawned']);
    expect(traced.of('transitionEnd', 'spawned')).toHaveLength(1);
  });

  test('while a telemetry starts, of a parent made before it', () => {
    const machine = new Spawning({ id: 'spawning' });
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    machine.add('Start');
    expect(machine.child?.tracers).toEqual([traced]);
    expect(traced.of('newSubmachine')).toMatchObject([{ machineId: 'spawning', childId: 'spawned' }]);
  });
});

describe('what is done by hand', () => {
  test('a tracer bound to a running machine is told of it at once, and inherited by later children only', () => {
    const feed = new Feed({ id: 'feed' });
    const before = feed.submachine(Item);
    feed.add('Start');
    const tracer = new RecordingTracer();
    expect(feed.bindTracer(tracer)).toBe(true);
    expect(feed.bindTracer(tracer)).toBe(false);
    feed.add('Busy');
    expect(tracer.machineIds).toEqual(['feed']);
    expect(tracer.of('transitionEnd')).toHaveLength(1);
    expect([before.tracers, feed.submachine(Item).tracers]).toEqual([[], [tracer]]);
  });

  test('a toggle changes nothing of it: not what was bound late, not what was detached', () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    const { feed, item } = family();
    const late = new RecordingTracer();
    feed.bindTracer(late);
    feed.detachTracer(traced.id);
    scope.toggle('Nobody', false);
    expect([feed.tracers, item.tracers]).toEqual([[late], [traced]]);
  });

  test('what was inherited from it outlives a telemetry', () => {
    const tracer = new RecordingTracer();
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    const item = new Feed({ tracers: [tracer] }).submachine(Item);
    expect(item.tracers).toEqual([tracer, traced]);
    scope.stop();
    expect(item.tracers).toEqual([tracer]);
    expect(tracer.of('machineDetach')).toEqual([]);
  });

  test('machine.tracers tells what is bound, and is a list of its own', () => {
    const tracer = new RecordingTracer();
    const feed = new Feed({ tracers: [tracer] });
    const before = feed.tracers;
    feed.detachTracer(tracer.id);
    expect([before, feed.tracers]).toEqual([[tracer], []]);
  });
});

describe('options with the tracers of a parent', () => {
  test('hold them in the parent’s order, then those of the options, none twice', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => new RecordingTracer({ id })) as [
      RecordingTracer,
      RecordingTracer,
      RecordingTracer,
    ];
    const feed = new Feed({ tracers: [a, b] });
    const options = { id: 'own', tracers: [b, c, new RecordingTracer({ id: 'a' })] };
    expect(optsWithParentTracers(options, feed)).toEqual({ id: 'own', tracers: [a, b, c] });
    expect(options.tracers).toHaveLength(3);
  });

  test('leave out what is not inheritable', () => {
    const own = new RecordingTracer({ inheritable: false });
    expect(optsWithParentTracers({}, new Feed({ tracers: [own] })).tracers).toEqual([]);
  });

  test('take over what log lines show of arguments, unless told otherwise', () => {
    const feed = new Feed({ logArgs: ['url'] });
    expect(optsWithParentTracers({}, feed).logArgs).toEqual(['url']);
    expect(optsWithParentTracers({ logArgs: ['id'] }, feed).logArgs).toEqual(['id']);
    expect(optsWithParentTracers({}, new Feed())).not.toHaveProperty('logArgs');
  });

  test('beside the option parent bind nothing twice: one span tree per machine', () => {
    const sink = new RecordingSink();
    const tracer = new OtelTraces({ sink });
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    const item = new Item(optsWithParentTracers({ id: 'item', parent: feed }, feed));
    item.add('Start');
    expect(item.tracers).toEqual([tracer]);
    const machines = sink.spans.map(({ name }) => name).filter((name) => name.startsWith('mach:'));
    expect(machines).toEqual(['mach:0:feed', 'mach:1:item']);
    expect(sink.spans.filter(({ name }) => name === '1: [add] Start')).toHaveLength(1);
  });

  test('give a machine of an unmarked class what it would not inherit', () => {
    const tracer = new RecordingTracer();
    const feed = new Feed({ tracers: [tracer] });
    expect(new Plain(optsWithParentTracers({}, feed)).tracers).toEqual([tracer]);
  });
});

describe('several telemetries', () => {
  test('one after the other observe machines that live on', () => {
    const [first, second] = [recorders(), recorders()];
    const { feed, item } = family();
    startScope({ tracers: [first.traced] }).stop();
    startScope({ tracers: [second.traced] });
    for (const machine of [feed, item]) machine.add('Start');
    expect(first.traced.of('transitionEnd')).toEqual([]);
    expect(second.traced.of('transitionEnd').map(({ machineId }) => machineId)).toEqual(['feed', 'item']);
    expect(second.traced.of('newSubmachine').map(({ childId }) => childId)).toEqual(['item', 'part']);
  });

  test('a machine that ended meanwhile does not come back', async () => {
    const { feed } = family();
    startScope().stop();
    await feed.dispose();
    const { traced } = recorders();
    startScope({ tracers: [traced] });
    expect(traced.machineIds).not.toContain('feed');
  });

  test('a child with a container of its own belongs to that one, and inherits nothing of the other', () => {
    @Metered()
    class Counted extends Item {}
    const [a, b] = [recorders(), recorders()];
    startScope({ tracers: [a.traced], owns: (container) => container === 'A' });
    startScope({ tracers: [b.metered], owns: (container) => container === 'B' });
    const feed = new Feed({ id: 'feed', container: 'A' });
    const child = new Counted({ id: 'counted', parent: feed, container: 'B' });
    const nobodys = new Item({ id: 'item', parent: feed, container: 'C' });
    expect([feed.tracers, child.tracers, nobodys.tracers]).toEqual([[a.traced], [b.metered], []]);
  });

  test('run covers the synchronous part of its function only', async () => {
    const [a, b] = [recorders(), recorders()];
    const scope = startScope({ tracers: [a.traced] });
    startScope({ tracers: [b.traced] });
    const made = await scope.run(async () => {
      const before = new Feed();
      await Promise.resolve();
      return [before.tracers, new Feed().tracers];
    });
    expect(made).toEqual([[a.traced], []]);
  });

  test('run of one that has ended takes no machine in', () => {
    const { traced } = recorders();
    const scope = startScope({ tracers: [traced] });
    scope.stop();
    expect(scope.run(() => new Feed()).tracers).toEqual([]);
  });
});

test('a class of a @Parent mark without a class takes any parent', () => {
  class Other extends Machine.of(schema) {}
  expect(new Other().submachine(Plain).parent).toBeInstanceOf(Other);
});
