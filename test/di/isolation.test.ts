import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { TRACER, otelLogs, otelTraces, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import type { Tracer } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Logged, Metered, Traced } from '../../decorators/index.js';
import { stopScopes } from '../support/scopes.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Tick: { multi: true },
  Vetoed: {},
  Broken: {},
});

@Traced()
@Metered()
@Logged({ level: 'everything' })
class Subject extends Machine.of(schema) {
  ticks = 0;
  TickState() {
    this.ticks += 1;
  }
  VetoedEnter() {
    return false;
  }
  BrokenState() {
    throw new Error('on purpose');
  }
}

/** Many transitions of every kind; all that can be seen of them from outside. */
function work(rounds: number): unknown {
  const machine = new Subject({ id: 'subject' });
  const results: number[] = [];
  for (let i = 0; i < rounds; i++) {
    results.push(machine.add('Start'), machine.add('Tick'), machine.add('Vetoed'), machine.add('Broken'));
    results.push(machine.remove(['Start', 'Exception']));
  }
  return [results, machine.time(), machine.queueTick, machine.ticks, machine.err?.message];
}

const running: Telemetry[] = [];
const start = async (options: StartOptions, tracers: readonly Tracer[] = []) => {
  const container = root.createChildContainer();
  for (const tracer of tracers) container.register(TRACER, { useValue: tracer });
  const telemetry = await startTelemetry(container, {
    environment: {},
    configFile: false,
    shutdownTimeoutMs: 30,
    ...options,
  });
  running.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  jest.restoreAllMocks();
});

/** All but those of the beginning and the end, which machines of earlier work have as well. */
const callbacksOf = ({ records }: RecordingTracer): readonly string[] =>
  records.map(({ callback }) => callback).filter((callback) => !/^machine/.test(callback));

const ROUNDS = 200;
const boom = (): never => {
  throw new Error('broken');
};
const block = (): void => {
  const endMs = performance.now() + 50;
  while (performance.now() < endMs);
};

/** Every callback does the same harm. */
const harmful = (harm: () => unknown): Tracer => {
  const callbacks = [
    'mutationQueued',
    'transitionInit',
    'transitionStart',
    'transitionFinals',
    'transitionEnd',
  ] as const;
  const more = ['handlerStart', 'handlerEnd', 'queueEnd', 'log', 'machineInit', 'machineDetach'] as const;
  return { id: 'harmful', ...Object.fromEntries([...callbacks, ...more].map((name) => [name, harm])) };
};

describe('a tracer that', () => {
  test.each([
    ['throws', boom],
    ['returns promises that reject', () => Promise.reject(new Error('later'))],
    ['returns promises that never settle', () => new Promise(() => undefined)],
    ['blocks', block],
  ])('%s in every callback changes no result', async (_name, harm) => {
    const expected = work(ROUNDS);
    const witness = new RecordingTracer({ id: 'witness', logLevel: 0 });
    await start({ modules: [] }, [harmful(harm), witness]);
    expect(work(ROUNDS)).toEqual(expected);
    const plain = new RecordingTracer({ id: 'witness', logLevel: 0 });
    await running.pop()?.shutdown();
    await start({ modules: [] }, [plain]);
    work(ROUNDS);
    expect(callbacksOf(witness)).toEqual(callbacksOf(plain));
  });

  test('can no longer tell its id changes no result, is told of, and goes with the others', async () => {
    const expected = work(ROUNDS);
    const lines: string[] = [];
    let id = (): string => 'mine';
    const nameless = Object.defineProperty(harmful(boom), 'id', { get: () => id() });
    const witness = new RecordingTracer({ id: 'witness', logLevel: 0 });
    const telemetry = await start({ modules: [], diagnostics: 'verbose', diagnostic: (line) => lines.push(line) }, [
      nameless,
      witness,
    ]);
    id = boom;
    expect(work(ROUNDS)).toEqual(expected);
    expect(witness.of('transitionEnd').length).toBeGreaterThan(ROUNDS);
    expect(telemetry.stats().tracers.map((tracer) => tracer.id)).toEqual(['(unreadable)', 'witness']);
    expect(lines.some((line) => line.includes('tracer (unreadable), '))).toBe(true);
    const machine = new Subject({ id: 'last' });
    expect(machine.tracers).toEqual([nameless, witness]);
    expect(machine.bindTracer({ id: 'another' })).toBe(true);
    expect(machine.detachTracer('another')).toBe(true);
    await telemetry.shutdown();
    expect(machine.tracers).toEqual([]);
  });

  test.each([
    ['throws', 0, { errors: 10, slow: 0 }],
    ['blocks', 50, { errors: 0, slow: 5 }],
  ])('%s gets so many callbacks and no more, and the rest is counted', async (_name, blockedMs, expected) => {
    let nowMs = performance.now() + 600_000;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    let calls = 0;
    const transitionEnd = () => {
      calls += 1;
      nowMs += blockedMs;
      if (blockedMs === 0) boom();
    };
    let transitions = 0;
    const counting: Tracer = { id: 'counting', transitionEnd: () => void (transitions += 1) };
    const telemetry = await start({ modules: [] }, [{ id: 'harmful', transitionEnd }, counting]);
    work(ROUNDS);
    const [harmed, well] = telemetry.stats().tracers;
    expect(harmed).toMatchObject({ ...expected, opened: 1, state: 'open' });
    expect((harmed?.skipped ?? 0) + calls).toBe(transitions);
    expect(well).toMatchObject({ id: 'counting', errors: 0, slow: 0, skipped: 0 });
  });

  test.each([
    [{ errors: 3 }, { errors: 3, opened: 1 }],
    [{ enabled: false }, { skipped: 0, opened: 0 }],
  ])('throws is left out as the setting %j says', async (breaker, expected) => {
    const telemetry = await start({ modules: [], breaker }, [{ id: 'harmful', transitionEnd: boom }]);
    work(ROUNDS);
    expect(telemetry.stats().tracers).toMatchObject([expected]);
  });

  test('hangs in flush and shutdown holds nobody up', async () => {
    const hanging: Tracer = {
      id: 'hanging',
      flush: () => new Promise(() => undefined),
      shutdown: () => new Promise(() => undefined),
    };
    const witness = new RecordingTracer({ id: 'witness' });
    const telemetry = await start({ modules: [] }, [hanging, witness]);
    await telemetry.flush();
    await telemetry.shutdown();
    expect([witness.flushes, witness.shutdowns]).toEqual([1, 1]);
  });
});

describe('an exporter that', () => {
  type Done = (result: { code: number; error?: Error }) => void;
  const batch = { maxWaiting: 300, maxBatch: 50, delayMs: 1 };

  const export_ = async (deliver: (done: Done) => void) => {
    let taken = 0;
    const exporter = {
      export(items: readonly unknown[], done: Done) {
        deliver((result) => {
          if (result.code === 0) taken += items.length;
          done(result);
        });
      },
      shutdown: () => Promise.resolve(),
    };
    const telemetry = await start({
      modules: [otelTraces({ exporter }), otelLogs({ exporter })],
      traces: { batch },
      logs: { batch },
    });
    return { telemetry, taken: () => taken };
  };

  const sums = (telemetry: Telemetry) =>
    telemetry.stats().sinks.map(({ accepted, exported, dropped, queued, inFlight }) => ({
      accepted,
      known: exported + dropped.queue_full + dropped.refused + dropped.shutdown + queued + inFlight,
    }));

  test.each([
    ['takes everything', (done: Done) => done({ code: 0 })],
    ['refuses everything', (done: Done) => done({ code: 1, error: new Error('down') })],
    ['throws', boom],
    ['never answers', () => undefined],
  ])('%s for the whole run changes no result, and every record is accounted for', async (_name, deliver) => {
    const expected = work(ROUNDS);
    const { telemetry, taken } = await export_(deliver);
    expect(work(ROUNDS)).toEqual(expected);
    await telemetry.flush();
    work(1);
    await telemetry.shutdown();
    for (const { accepted, known } of sums(telemetry)) {
      expect(accepted).toBeGreaterThan(ROUNDS);
      expect(known).toBe(accepted);
    }
    const { sinks, spans, logs, dropped, waiting } = telemetry.stats();
    expect(sinks.reduce((sum, { exported }) => sum + exported, 0)).toBe(taken());
    expect(spans + logs - dropped - waiting).toBe(taken());
  });

  test('never answers loses what finds no room as such, and what is left at the end as that', async () => {
    const { telemetry } = await export_(() => undefined);
    work(ROUNDS);
    await telemetry.shutdown();
    for (const { accepted, dropped, inFlight, queued } of telemetry.stats().sinks) {
      expect(inFlight).toBe(50);
      expect(dropped).toMatchObject({ refused: 0, queue_full: accepted - 50 - dropped.shutdown });
      expect(dropped.shutdown).toBeGreaterThan(0);
      expect(queued).toBe(0);
    }
  });
});
