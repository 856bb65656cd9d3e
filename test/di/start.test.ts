import 'reflect-metadata';
import { container as root } from 'tsyringe';
import type { DependencyContainer } from 'tsyringe';
import { Traced } from '../../decorators/index.js';
import { SCOPE, TELEMETRY, TRACER, startTelemetry, telemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry, TelemetryModule } from '../../src/di/index.js';
import { Machine } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item, Plain, schema } from '../support/machines.js';
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

/** A container with a recording tracer of its own, and telemetry started on it. */
const recorded = async (options: StartOptions = {}) => {
  const container = root.createChildContainer();
  const tracer = new RecordingTracer({ signal: 'traced' });
  container.register(TRACER, { useValue: tracer });
  return { container, tracer, telemetry: await start(container, options) };
};

describe('instrumented machines', () => {
  test('come from new and from the container', async () => {
    const { container, tracer } = await recorded();
    new Feed({ id: 'made' });
    const resolved = container.resolve(Feed);
    expect(resolved).toBeInstanceOf(Feed);
    expect(tracer.machineIds).toEqual(['made', resolved.id]);
  });

  test('come from a child container two levels down', async () => {
    const { container, tracer } = await recorded();
    const below = container.createChildContainer().createChildContainer();
    expect(below.resolve(Feed).tracers).toEqual([tracer]);
  });

  test('come from classes defined after the start', async () => {
    const { container, tracer } = await recorded();
    @Traced()
    class Late extends Machine.of(schema) {}
    expect(container.resolve(Late).tracers).toEqual([tracer]);
  });

  test('were made before the start', async () => {
    const early = new Feed({ id: 'early' });
    const { tracer } = await recorded();
    expect(early.tracers).toEqual([tracer]);
  });

  test('of two containers never mix', async () => {
    const [a, b] = [await recorded(), await recorded()];
    const [inA, inB] = [a.container.resolve(Feed), b.container.resolve(Feed)];
    const children = [inA, inB].map((feed) => feed.submachine(Item));
    const below = a.container.createChildContainer().resolve(Feed);
    const given = new Feed({ container: b.container });
    expect([...children, inA, inB, below, given].map(({ tracers }) => tracers)).toEqual([
      [a.tracer],
      [b.tracer],
      [a.tracer],
      [b.tracer],
      [a.tracer],
      [b.tracer],
    ]);
    expect(a.telemetry.report.machines).toBe(3);
    expect(b.telemetry.report.machines).toBe(3);
  });

  test('a child container with a telemetry of its own does not use that of its parent', async () => {
    const { container, tracer } = await recorded();
    const child = container.createChildContainer();
    const own = new RecordingTracer({ id: 'own', signal: 'traced' });
    child.register(TRACER, { useValue: own });
    await start(child);
    expect(child.resolve(Feed).tracers).toEqual([own]);
    expect(container.resolve(Feed).tracers).toEqual([tracer]);
  });

  test('run tells the telemetry of machines made by new', async () => {
    const [a, b] = [await recorded(), await recorded()];
    expect(a.telemetry.run(() => new Feed()).tracers).toEqual([a.tracer]);
    expect(b.telemetry.run(() => new Feed()).tracers).toEqual([b.tracer]);
    const nobodys = new Feed();
    expect(nobodys.tracers).toEqual([]);
    expect(a.telemetry.report.unbound['Feed']).toBeGreaterThan(0);
  });

  test('what is no container, or a disposed one, belongs to nobody', async () => {
    await recorded();
    const disposed = root.createChildContainer();
    await disposed.dispose();
    for (const container of [disposed, 'text', {}]) expect(new Feed({ container }).tracers).toEqual([]);
  });
});

describe('registrations', () => {
  test('a class that somebody registered is left alone', async () => {
    const container = root.createChildContainer();
    const mine = new Feed({ id: 'mine' });
    container.register(Feed, { useValue: mine });
    await start(container);
    expect(container.resolve(Feed)).toBe(mine);
  });

  test('marks stand where reflect-metadata looks', async () => {
    await recorded();
    await Promise.resolve();
    const marks = Reflect.getMetadata('statescope:marks', Feed) as { class: object };
    expect(Object.keys(marks.class).sort()).toEqual(['logged', 'metered', 'traced']);
    expect(Reflect.hasMetadata('statescope:marks', Plain)).toBe(false);
  });

  test('the telemetry and its scope can be resolved', async () => {
    const { container, telemetry: started } = await recorded();
    expect(container.resolve(TELEMETRY)).toBe(started);
    expect(container.resolve(SCOPE).machines).toEqual([]);
  });

  test('a container has one telemetry at a time', async () => {
    const { container, tracer, telemetry: started } = await recorded();
    await expect(start(container)).rejects.toMatchObject({ code: 'CONFIG' });
    await started.shutdown();
    await start(container);
    expect(container.resolve(Feed).tracers).toEqual([tracer]);
  });
});

describe('configuration', () => {
  test('switches classes off, and only those', async () => {
    const { tracer } = await recorded({ classes: { 'It*': { traced: false } } });
    const feed = new Feed({ id: 'feed' });
    const item = feed.submachine(Item, { id: 'item' });
    for (const machine of [feed, item]) machine.add('Start');
    expect(tracer.of('transitionEnd').map(({ machineId }) => machineId)).toEqual(['feed']);
  });

  test('toggles at run time take effect on live machines', async () => {
    const { tracer, telemetry: started } = await recorded();
    const feed = new Feed();
    started.toggle('Feed', false);
    expect(feed.tracers).toEqual([]);
    started.toggle('Feed', undefined);
    expect(feed.tracers).toEqual([tracer]);
  });

  test('a log level replaces the one in the mark', async () => {
    const container = root.createChildContainer();
    const tracer = new RecordingTracer({ signal: 'logged' });
    container.register(TRACER, { useValue: tracer });
    await start(container, { environment: { AM_LOG: '3' } });
    new Feed();
    expect(tracer.of('machineInit')[0]?.selection?.options).toEqual({ level: 'ops' });
  });

  test('a mistake starts nothing and leaves the container free', async () => {
    const container = root.createChildContainer();
    const wrong = { environment: { AM_OTEL_HANDLERS: 'nowhere' } };
    await expect(start(container, wrong)).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(start(container)).resolves.toBeDefined();
  });

  test('of every value the report tells the source', async () => {
    const { telemetry: started } = await recorded({
      defaults: { service: 'shipped' },
      environment: { AM_SERVICE: 'set' },
    });
    expect(started.report).toMatchObject({ service: 'set', warnings: [] });
    expect(started.report.settings).toContainEqual({ key: 'service', value: 'set', source: 'AM_SERVICE' });
  });
});

describe('modules', () => {
  const module = (name: string, tracer: RecordingTracer, fail = false): TelemetryModule => ({
    name,
    start: () => (fail ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve({ tracers: [tracer] })),
  });

  test('given in code are exactly those that run', async () => {
    const tracer = new RecordingTracer();
    const started = await telemetry(root.createChildContainer(), [module('mine', tracer)], {
      environment: { OTEL_TRACES_EXPORTER: 'memory' },
      configFile: false,
    });
    running.push(started);
    expect(started.report.modules).toEqual(['mine']);
    expect(new Feed().tracers).toEqual([tracer]);
  });

  test('that started before one that fails are shut down again', async () => {
    const tracer = new RecordingTracer();
    const modules = [module('first', tracer), module('second', tracer, true)];
    await expect(start(root.createChildContainer(), { modules })).rejects.toThrow('second failed');
    expect(tracer.shutdowns).toBe(1);
    expect(new Feed().tracers).toEqual([]);
  });

  test('of one name run once, which the report says', async () => {
    const [a, b] = [new RecordingTracer({ id: 'a' }), new RecordingTracer({ id: 'b' })];
    const started = await start(root.createChildContainer(), { modules: [module('m', a), module('m', b)] });
    expect(new Feed().tracers).toEqual([a]);
    expect(started.report.warnings).toEqual(['module m is given twice; the first one runs']);
  });

  test('that fail with anything else are named', async () => {
    const failing = { name: 'mine', start: () => Promise.reject(new TypeError('no file')) };
    const attempt = start(root.createChildContainer(), { modules: [failing] });
    await expect(attempt).rejects.toMatchObject({
      code: 'EXPORTER',
      message: 'module mine could not be started: no file',
      cause: expect.any(TypeError) as unknown,
    });
  });

  test('whose tracers have one id are told, as machines get the first one', async () => {
    const [a, b] = [new RecordingTracer({ id: 'same' }), new RecordingTracer({ id: 'same' })];
    const started = await start(root.createChildContainer(), { modules: [module('m', a), module('n', b)] });
    expect(new Feed().tracers).toEqual([a]);
    expect(started.report.warnings).toEqual(['two tracers have the id same, of m and n: machines get the first one']);
  });

  test('a tracer that throws is counted and named', async () => {
    const { tracer, telemetry: started } = await recorded();
    tracer.transitionEnd = () => {
      throw new Error('broken');
    };
    const feed = new Feed();
    expect(feed.add('Start')).toBe(0);
    feed.add('Busy');
    expect(started.stats().errors).toBe(2);
    expect(started.report.warnings).toEqual(['tracer recording threw 2 times, first in transitionEnd: broken']);
  });
});

describe('the end', () => {
  test('detaches from machines, then flushes once however often it is asked for', async () => {
    const { tracer, telemetry: started } = await recorded();
    const feed = new Feed();
    await Promise.all([started.shutdown(), started.shutdown(), started[Symbol.asyncDispose]()]);
    expect(tracer.shutdowns).toBe(1);
    expect(feed.tracers).toEqual([]);
    expect(tracer.records.at(-1)).toMatchObject({ callback: 'machineDetach' });
    feed.add('Start');
    expect(tracer.of('transitionInit')).toEqual([]);
  });

  test('a flush reaches every tracer and ends nothing', async () => {
    const { tracer, telemetry: started } = await recorded();
    await started.flush();
    expect([tracer.flushes, tracer.shutdowns]).toEqual([1, 0]);
    expect(new Feed().tracers).toEqual([tracer]);
  });

  test('is bounded when a sink hangs, and never rejects when one fails', async () => {
    const { tracer, telemetry: started } = await recorded({ shutdownTimeoutMs: 5 });
    tracer.flush = () => Promise.reject(new Error('down'));
    await expect(started.flush()).resolves.toBeUndefined();
    tracer.shutdown = () => new Promise(() => undefined);
    await expect(started.shutdown()).resolves.toBeUndefined();
  });

  test('with telemetry never nothing starts, and machines are resolved all the same', async () => {
    const { container, tracer, telemetry: started } = await recorded({ environment: { OTEL_SDK_DISABLED: 'true' } });
    const feed = container.resolve(Feed);
    expect([feed.tracers, new Feed().tracers]).toEqual([[], []]);
    expect(started.report.modules).toEqual([]);
    expect(tracer.records).toEqual([]);
  });
});

test('a class that the configuration names and nobody has is reported with the nearest name', async () => {
  const { telemetry: running } = await recorded({
    classes: { Feeed: false, Feed: { traced: true }, 'Nobody*': false },
  });
  new Feed();
  expect(running.report.warnings).toEqual([
    'classes: no class is called "Feeed", did you mean "Feed"?',
    'classes: no class is called "Nobody*"',
  ]);
});

test('a toggle of a class that nobody has says so with the nearest name, until there is one', async () => {
  const { telemetry: running } = await recorded();
  new Feed();
  expect(running.toggle('Feed', { traced: false })).toEqual([]);
  expect(running.toggle('Fe*', { traced: false })).toEqual([]);
  const line = 'no class is called "Latecome", did you mean "Latecomer"?';
  const early = 'no class is called "Newcomer"';
  expect(running.toggle('Newcomer', false)).toEqual([early]);
  expect(running.report.warnings).toEqual([`toggle: ${early}`]);
  @Traced()
  class Newcomer extends Machine.of(schema) {}
  @Traced()
  class Latecomer extends Machine.of(schema) {}
  expect(running.toggle('Latecome', false)).toEqual([line]);
  expect([new Newcomer().tracers, new Latecomer().tracers.length]).toEqual([[], 1]);
  expect(running.report.warnings).toEqual([`toggle: ${line}`]);
  expect(running.toggle('Latecome', undefined)).toEqual([line]);
  expect(running.report.warnings).toEqual([]);
});

test('a method that is named like a handler of no state is reported with the nearest name', async () => {
  class Slip extends Machine.of(schema) {
    StratState(): void {}
  }
  const { telemetry: running } = await recorded();
  new Slip().add('Start');
  const warning = running.report.warnings.find((line) => line.includes('Slip'));
  expect(warning).toMatch(/Slip\.StratState.*Start/);
});
