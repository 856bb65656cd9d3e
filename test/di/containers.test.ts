import 'reflect-metadata';
import { container as root, injectable } from 'tsyringe';
import type { DependencyContainer } from 'tsyringe';
import { Parent, Traced } from '../../decorators/index.js';
import { TELEMETRY, TRACER, inject, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { Machine } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Part, Plain, schema } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (container: DependencyContainer, options: StartOptions = {}): Promise<Telemetry> => {
  const result = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(result);
  return result;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
});

const recorded = async (options: StartOptions = {}, above: DependencyContainer = root) => {
  const container = above.createChildContainer();
  const tracer = new RecordingTracer({ signal: 'traced' });
  container.register(TRACER, { useValue: tracer });
  return { container, tracer, telemetry: await start(container, options) };
};

const GREETING = Symbol('greeting');

@Traced()
class Greeter extends Machine.of(schema) {
  readonly greeting = inject<string>(GREETING);
}

@Traced()
class Spoken extends Machine.of(schema) {
  readonly greeting = inject<string>(GREETING, this);
}

describe('a container that forgets its instances', () => {
  test('still has its telemetry, apart from others', async () => {
    const [a, b] = [await recorded(), await recorded()];
    a.container.clearInstances();
    expect(a.container.resolve(TELEMETRY)).toBe(a.telemetry);
    const below = a.container.createChildContainer().createChildContainer();
    expect([below.resolve(Feed).tracers, b.container.resolve(Feed).tracers]).toEqual([[a.tracer], [b.tracer]]);
  });

  test('still looks for parents above it, and ends what it resolved before', async () => {
    const { container } = await recorded();
    const feed = container.resolve(Feed);
    const child = container.createChildContainer();
    const item = child.resolve(Item);
    child.clearInstances();
    expect(child.resolve(Item).parent).toBe(feed);
    await child.dispose();
    expect([item.isDisposed, feed.isDisposed]).toEqual([true, false]);
  });
});

describe('the parent from the container', () => {
  test('is the one machine of the class @Parent names, three levels deep', async () => {
    const { container, tracer, telemetry } = await recorded();
    const feed = container.resolve(Feed);
    const item = container.resolve(Item);
    const part = container.resolve(Part);
    expect([item.parent, part.parent]).toEqual([feed, item]);
    expect([item.tracers, part.tracers]).toEqual([[tracer], [tracer]]);
    expect(telemetry.report.withoutParent).toEqual([]);
  });

  test('is found from a child container two levels down, where the nearest one counts', async () => {
    const { container } = await recorded();
    const feed = container.resolve(Feed);
    const child = container.createChildContainer();
    const below = child.createChildContainer();
    expect(below.resolve(Item).parent).toBe(feed);
    const nearer = child.resolve(Feed);
    expect(below.resolve(Item).parent).toBe(nearer);
    expect(container.resolve(Item).parent).toBe(feed);
  });

  test('is what the user registered for the class', async () => {
    const { container } = await recorded();
    const mine = new Feed({ id: 'mine' });
    container.register(Feed, { useValue: mine });
    expect(container.resolve(Item).parent).toBe(mine);
    expect(container.createChildContainer().resolve(Item).parent).toBe(mine);
  });

  test('is a singleton that the container makes when it is needed', async () => {
    const container = root.createChildContainer();
    container.registerSingleton(Feed);
    await start(container);
    const item = container.resolve(Item);
    expect(item.parent).toBe(container.resolve(Feed));
  });

  test('is a machine made by new with that container, and a subclass will do', async () => {
    class Special extends Feed {}
    const { container } = await recorded();
    const feed = new Special({ container });
    expect(new Item({ container }).parent).toBe(feed);
  });

  test('is nobody where several could be, or none, or only one that ended', async () => {
    const { container, telemetry } = await recorded();
    expect(container.resolve(Item).parent).toBeUndefined();
    const feed = container.resolve(Feed);
    await feed.dispose();
    expect(container.resolve(Item).parent).toBeUndefined();
    container.resolve(Feed);
    container.resolve(Feed);
    expect(container.resolve(Item).parent).toBeUndefined();
    expect(telemetry.report.withoutParent).toEqual(['Item']);
  });

  test('is never taken by a machine that has one, is made without a container, or is not marked', async () => {
    const { container } = await recorded();
    const feed = container.resolve(Feed);
    const other = new Feed();
    expect(other.submachine(Item).parent).toBe(other);
    expect([new Item().parent, container.resolve(Plain).parent]).toEqual([undefined, undefined]);
    expect(container.resolve(Item).parent).toBe(feed);
  });

  test('of a registration that fails is reported, and the machine works', async () => {
    const { container, telemetry } = await recorded();
    container.register(Feed, {
      useFactory: () => {
        throw new Error('no feed today');
      },
    });
    const item = container.resolve(Item);
    expect([item.add('Start'), item.parent]).toEqual([0, undefined]);
    const warning = 'no parent from the container, as resolving Feed failed: no feed today';
    expect(telemetry.report.warnings).toEqual([warning]);
  });

  test('of a registration that needs the submachine first does not go round in circles', async () => {
    const { container } = await recorded();
    container.register(Feed, {
      useFactory: (resolver) => {
        resolver.resolve(Item);
        return new Feed();
      },
    });
    expect(container.resolve(Item).parent).toBeInstanceOf(Feed);
  });

  test('is of the class itself, for a class that is its own parent', async () => {
    @Parent(() => Folder)
    @Traced()
    class Folder extends Machine.of(schema) {}
    const { container } = await recorded();
    const top = container.resolve(Folder);
    expect([top.parent, container.resolve(Folder).parent]).toEqual([undefined, top]);
  });
});

describe('inject', () => {
  test('takes from the container that resolves the machine', async () => {
    const [a, b] = [await recorded(), await recorded()];
    a.container.register(GREETING, { useValue: 'from a' });
    b.container.register(GREETING, { useValue: 'from b' });
    const below = a.container.createChildContainer();
    below.register(GREETING, { useValue: 'from below' });
    const greetings = [a.container, b.container, below].map((container) => container.resolve(Greeter).greeting);
    expect(greetings).toEqual(['from a', 'from b', 'from below']);
  });

  test('takes from the enclosing run, else from the only telemetry there is', async () => {
    const a = await recorded();
    a.container.register(GREETING, { useValue: 'from a' });
    expect(new Greeter().greeting).toBe('from a');
    const b = await recorded();
    b.container.register(GREETING, { useValue: 'from b' });
    expect(b.telemetry.run(() => new Greeter()).greeting).toBe('from b');
  });

  test('given the machine takes from its container, or that of its parent', async () => {
    const [a, b] = [await recorded(), await recorded()];
    a.container.register(GREETING, { useValue: 'from a' });
    b.container.register(GREETING, { useValue: 'from b' });
    const spoken = new Spoken({ container: b.container });
    expect([spoken.greeting, spoken.submachine(Spoken).greeting]).toEqual(['from b', 'from b']);
  });

  test('without any container says what to do', () => {
    expect(() => new Greeter()).toThrow(
      /inject\(Symbol\(greeting\)\) found no container: resolve the machine from one/,
    );
    expect(() => new Spoken()).toThrow(/pass "this" as the second argument/);
  });

  test('of a token nobody registered fails as the container does', async () => {
    const { container } = await recorded();
    expect(() => container.resolve(Greeter)).toThrow(/unregistered dependency token/);
  });
});

describe('the end of a container', () => {
  test('ends the machines it made, observed to their last transition, then flushes once', async () => {
    const { container, tracer, telemetry } = await recorded();
    const feed = container.resolve(Feed);
    const made = new Feed();
    feed.add('Start');
    await container.dispose();
    expect([feed.isDisposed, made.isDisposed]).toEqual([true, false]);
    expect(tracer.of('machineDispose', feed.id)).toHaveLength(1);
    expect(tracer.shutdowns).toBe(1);
    await telemetry.shutdown();
    expect(tracer.shutdowns).toBe(1);
  });

  test('of a child ends the machines of the child only', async () => {
    const { container, tracer } = await recorded();
    const child = container.createChildContainer();
    const [above, below] = [container.resolve(Feed), child.resolve(Feed)];
    await child.dispose();
    expect([above.isDisposed, below.isDisposed, tracer.shutdowns]).toEqual([false, true, 0]);
  });

  test('after the shutdown ends the machines as well', async () => {
    const { container, telemetry } = await recorded();
    const feed = container.resolve(Feed);
    await telemetry.shutdown();
    await container.dispose();
    expect(feed.isDisposed).toBe(true);
  });

  test('is what tsyringe does without telemetry', async () => {
    const container = root.createChildContainer();
    const plain = container.resolve(Plain);
    await container.dispose();
    expect(plain.isDisposed).toBe(true);
  });
});

describe('starting again', () => {
  test('goes on with machines and classes of the container', async () => {
    const { container, tracer, telemetry } = await recorded();
    const feed = container.resolve(Feed);
    await telemetry.shutdown();
    expect(container.resolve(Feed).tracers).toEqual([]);
    await start(container);
    expect([feed.tracers, container.resolve(Feed).tracers]).toEqual([[tracer], [tracer]]);
  });

  test('several at a time, one below the other, keep to their own', async () => {
    const above = await recorded();
    const below = await recorded({}, above.container);
    const [one, other] = [above.container.resolve(Feed), below.container.createChildContainer().resolve(Feed)];
    expect([one.tracers, other.tracers]).toEqual([[above.tracer], [below.tracer]]);
    await below.telemetry.shutdown();
    expect([one.tracers, other.tracers]).toEqual([[above.tracer], []]);
  });

  test('twice at a time is refused, and does not disturb the first', async () => {
    const { container, tracer } = await recorded();
    await expect(Promise.all([start(container), start(container)])).rejects.toThrow(
      'started for this container already',
    );
    expect(container.resolve(Feed).tracers).toEqual([tracer]);
  });

  test('with rules that make no sense starts nothing', async () => {
    const container = root.createChildContainer();
    const tracer = new RecordingTracer({ inheritable: { depth: -1 } });
    container.register(TRACER, { useValue: tracer });
    await expect(start(container, { inherit: { depth: -2 } })).rejects.toThrow('code: inherit.depth is -2');
    await expect(start(container)).rejects.toThrow('recording: inherit.depth is -1');
    expect([tracer.shutdowns, container.resolve(Feed).tracers]).toEqual([1, []]);
  });
});

test('a class that tsyringe constructs belongs to the container all the same', async () => {
  @injectable()
  @Traced()
  class Made extends Machine.of(schema) {}
  const [a, b] = [await recorded(), await recorded()];
  expect([a, b].map(({ container, tracer }) => container.resolve(Made).tracers[0] === tracer)).toEqual([true, true]);
});
