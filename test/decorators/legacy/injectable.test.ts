import 'reflect-metadata';
import { container as root, inject as parameter, injectable, singleton } from 'tsyringe';
import type { DependencyContainer } from 'tsyringe';
import { Parent, Traced } from '../../../decorators/index.js';
import { TRACER, inject, startTelemetry } from '../../../src/di/index.js';
import type { Telemetry } from '../../../src/di/index.js';
import { Machine, defineSchema } from '../../../src/index.js';
import type { MachineOptions } from '../../../src/index.js';
import { RecordingTracer } from '../../../src/testing/index.js';

const schema = defineSchema({ Start: {} });
const GREETING = Symbol('greeting');

@injectable()
class Voice {
  readonly tone = 'low';
}

@injectable()
@Traced()
class Feed extends Machine.of(schema) {
  readonly field = inject<string>(GREETING);

  constructor(
    @parameter(Voice) readonly voice: Voice,
    @parameter(GREETING) readonly greeting: string,
  ) {
    super({ id: `feed ${greeting}` });
  }
}

@Traced()
@injectable()
@Parent(() => Feed)
class Item extends Machine.of(schema) {
  constructor(@parameter(Feed) readonly feed: Feed) {
    super({ parent: feed });
  }
}

@Parent(() => Feed)
@injectable()
class Orphan extends Machine.of(schema) {
  constructor(@parameter(GREETING) readonly greeting: string) {
    super();
  }
}

@Traced()
class Optional extends Machine.of(schema) {
  constructor(options?: MachineOptions) {
    super({ ...options, id: 'optional' });
  }
}

class Special extends Feed {}

@singleton()
@Traced()
class Single extends Machine.of(schema) {}

const running: Telemetry[] = [];
const recorded = async (greeting: string, above: DependencyContainer = root) => {
  const container = above.createChildContainer();
  const tracer = new RecordingTracer({ signal: 'traced' });
  container.register(TRACER, { useValue: tracer });
  container.register(GREETING, { useValue: greeting });
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false });
  running.push(telemetry);
  return { container, tracer, telemetry };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
});

test('constructor parameters are injected, and the machine is observed by its own container only', async () => {
  const [a, b] = [await recorded('a'), await recorded('b')];
  const [inA, inB] = [a.container.resolve(Feed), b.container.resolve(Feed)];
  expect([inA.greeting, inA.field, inA.voice.tone, inA.id]).toEqual(['a', 'a', 'low', 'feed a']);
  expect([inA.tracers, inB.tracers]).toEqual([[a.tracer], [b.tracer]]);
  expect([a.tracer.machineIds, b.tracer.machineIds]).toEqual([['feed a'], ['feed b']]);
});

test('also through a child container two levels down, from where the parameters come', async () => {
  const [a] = [await recorded('a'), await recorded('b')];
  const below = a.container.createChildContainer().createChildContainer();
  below.register(GREETING, { useValue: 'below' });
  const feed = below.resolve(Feed);
  expect([feed.greeting, feed.field, feed.tracers]).toEqual(['below', 'below', [a.tracer]]);
});

test('a parent may be a parameter', async () => {
  const { container, tracer } = await recorded('a');
  const item = container.resolve(Item);
  expect([item.parent, item.tracers]).toEqual([item.feed, [tracer]]);
});

test('a parent that is no parameter comes from the container', async () => {
  const { container, tracer, telemetry } = await recorded('a');
  const feed = container.resolve(Feed);
  const orphan = container.resolve(Orphan);
  expect([orphan.parent, orphan.tracers, orphan.greeting]).toEqual([feed, [tracer], 'a']);
  expect(telemetry.report.withoutParent).toEqual([]);
});

test('a constructor that takes the options of a machine gets the container', async () => {
  const [a, b] = [await recorded('a'), await recorded('b')];
  expect([a.container.resolve(Optional).tracers, b.container.resolve(Optional).tracers]).toEqual([
    [a.tracer],
    [b.tracer],
  ]);
});

test('a subclass without a constructor fails or works as it does without telemetry', async () => {
  const { container } = await recorded('a');
  const bare = root.createChildContainer();
  const attempt = (from: DependencyContainer): unknown => {
    try {
      return from.resolve(Special) instanceof Special;
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    }
  };
  bare.register(GREETING, { useValue: 'a' });
  expect(attempt(container)).toBe(attempt(bare));
});

test('a singleton stays one, and is observed by the only telemetry there is', async () => {
  const { container, tracer } = await recorded('a');
  const single = container.resolve(Single);
  expect([container.resolve(Single), single.tracers]).toEqual([single, [tracer]]);
});

test('a container ends what tsyringe constructed, observed to its end', async () => {
  const { container, tracer } = await recorded('a');
  const feed = container.resolve(Feed);
  await container.dispose();
  expect([feed.isDisposed, tracer.of('machineDispose').length, tracer.shutdowns]).toEqual([true, 1, 1]);
});
