import 'reflect-metadata';
import { diag } from '@opentelemetry/api';
import { container as root } from 'tsyringe';
import { Diagnostics } from '../../src/di/diagnostics.js';
import { TRACER, memory, otelTraces, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { Feed } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions, container = root.createChildContainer()) => {
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  jest.restoreAllMocks();
});

test('one line tells what is on, where it goes and how many classes ask for it', async () => {
  const lines: string[] = [];
  const { report, metricsUrl } = await start({
    service: 'reader',
    modules: [
      otelTraces({ exporter: 'otlp', endpoint: 'http://user:canary@collector.invalid/v1/traces' }),
      prometheus({ port: 0 }),
    ],
    diagnostic: (line) => lines.push(line),
    shutdownTimeoutMs: 20,
  });
  const where = `traces to otlp_http http://collector.invalid/v1/traces, metrics at ${metricsUrl ?? ''}`;
  expect(report.line).toMatch(/^statescope \d+\.\d+\.\d+, service "reader": /);
  expect(report.line).toContain(`: ${where}; `);
  expect(report.line).toMatch(/; \d+ marked classes$/);
  expect(lines).toEqual([report.line]);
});

test('the line tells when nothing is on', async () => {
  const { report } = await start({ environment: { OTEL_SDK_DISABLED: 'true' }, modules: [memory()] });
  expect(report.line).toContain(': nothing is on; ');
});

test('what was thrown may throw itself when it is read', async () => {
  const lines: string[] = [];
  const container = root.createChildContainer();
  const throws = (): never => {
    throw new Error('no');
  };
  const transitionEnd = (): never => {
    throw new Proxy(new Error('broken'), { get: throws, getPrototypeOf: throws });
  };
  container.register(TRACER, { useValue: { id: 'bad', transitionEnd } });
  await start({ modules: [], diagnostic: (line) => lines.push(line) }, container);
  const feed = new Feed({ container });
  expect(() => feed.add('Start')).not.toThrow();
  expect(lines.slice(1)).toEqual(['telemetry: tracer bad, transitionEnd: an error that cannot be read']);
});

test('failures of tracers are told once, to the telemetry they belong to', async () => {
  const [mine, others]: [string[], string[]] = [[], []];
  const container = root.createChildContainer();
  const transitionEnd = (): never => {
    throw new Error('broken');
  };
  container.register(TRACER, { useValue: { id: 'bad', transitionEnd } });
  await start({ modules: [memory()], diagnostic: (line) => others.push(line) });
  await start({ modules: [], diagnostic: (line) => mine.push(line) }, container);
  const feed = new Feed({ container });
  for (let i = 0; i < 5; i++) {
    feed.add('Start');
    feed.remove('Start');
  }
  expect(mine.slice(1)).toEqual(['telemetry: tracer bad, transitionEnd: broken']);
  expect(others).toHaveLength(1);
});

test('without a sink of one’s own failures are warnings of the process, and nothing else is said', async () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const exporter = {
    export: (_items: unknown, done: (result: { code: number; error: Error }) => void) => {
      done({ code: 1, error: new Error('down') });
    },
    shutdown: () => Promise.resolve(),
  };
  const telemetry = await start({ modules: [otelTraces({ exporter })] });
  expect(emitWarning).not.toHaveBeenCalled();
  new Feed().add('Start');
  await telemetry.flush();
  expect(emitWarning.mock.calls).toEqual([['telemetry: traces: down', { type: 'StatescopeWarning' }]]);
});

test('of many failures one a minute is told, with how many there were', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const diagnostics = new Diagnostics((line) => lines.push(line), { now: () => nowMs });
  for (let i = 0; i < 120; i++) {
    diagnostics.failure('traces', `no ${String(i)}`);
    nowMs += 1000;
  }
  expect(lines).toEqual(['telemetry: traces: no 0', 'telemetry: traces: no 60 (and 59 failures since the last line)']);
});

test('a sink that throws goes without', () => {
  const diagnostics = new Diagnostics(() => {
    throw new Error('no');
  });
  expect(() => diagnostics.failure('traces', new Error('down'))).not.toThrow();
});

test('what a sink did not deliver is told at the end, of each signal in one line', async () => {
  const lines: string[] = [];
  const container = root.createChildContainer();
  const telemetry = await start(
    {
      modules: [otelTraces({ exporter: 'otlp', endpoint: 'http://127.0.0.1:1/v1/traces' })],
      diagnostic: (line) => lines.push(line),
      shutdownTimeoutMs: 20,
    },
    container,
  );
  new Feed({ container }).add('Start');
  await telemetry.shutdown();
  const { sinks } = telemetry.stats();
  const [told, ...others] = lines.filter((line) => line.startsWith('telemetry: traces: at the end'));
  const [, lost, accepted, open] = /(\d+) of (\d+) records were dropped, (\d+) may/.exec(told ?? '') ?? [];
  expect(Number(accepted)).toBe(sinks[0]?.accepted);
  expect(Number(lost) + Number(open)).toBe(Number(accepted));
  expect(others).toEqual([]);
});

test('the end of a telemetry that lost nothing is not told', async () => {
  const lines: string[] = [];
  const telemetry = await start({ modules: [memory()], diagnostic: (line) => lines.push(line) });
  new Feed().add('Start');
  await telemetry.shutdown();
  expect(lines).toEqual([telemetry.report.line]);
});

describe('levels', () => {
  const failing = {
    export: (_items: unknown, done: (result: { code: number; error: Error }) => void) => {
      done({ code: 1, error: new Error('down') });
    },
    shutdown: () => Promise.resolve(),
  };

  /** What is printed of a run with a failing exporter, a setting that decides nothing, and one machine. */
  async function said(environment: Readonly<Record<string, string>>, options: StartOptions = {}): Promise<string> {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const telemetry = await start({
      environment: { AM_SERVICE: 'reader', AM_LGO: '1', ...environment },
      modules: [otelTraces({ exporter: failing })],
      ...options,
    });
    new Feed({ id: 'feed-1' }).add('Start');
    await telemetry.flush();
    diag.warn('careful', { of: 'this' });
    await telemetry.shutdown();
    expect(emitted).not.toHaveBeenCalled();
    return printed.mock.calls.map(([line]) => `${String(line)}\n`).join('');
  }

  const PARTS = {
    failures: /^telemetry: traces: down$/m,
    settings: /^telemetry: AM_LGO is not known: did you mean AM_LOG\?$/m,
    OpenTelemetry: /^OpenTelemetry: careful \{"of":"this"\}$/m,
    start: /^statescope \S+, service "reader": /m,
    bindings: /^\[bind\] otel traces: Feed "feed-1"$/m,
  };
  const partsOf = (text: string): string =>
    Object.entries(PARTS)
      .filter(([, part]) => part.test(text))
      .map(([name]) => name)
      .join(' ');

  test.each([
    [{ OTEL_LOG_LEVEL: 'none' }, ''],
    [{ OTEL_LOG_LEVEL: 'ERROR' }, 'failures'],
    [{ OTEL_LOG_LEVEL: 'warn' }, 'failures settings OpenTelemetry'],
    [{ OTEL_LOG_LEVEL: 'info' }, 'failures settings OpenTelemetry start'],
    [{ OTEL_LOG_LEVEL: 'debug' }, 'failures settings OpenTelemetry start bindings'],
    [{ AM_OTEL_DIAG: '1' }, 'failures settings OpenTelemetry start bindings'],
    [{ AM_OTEL_DIAG: '1', OTEL_LOG_LEVEL: 'warn' }, 'failures settings OpenTelemetry'],
  ])('%j prints its share', async (environment, expected) => {
    expect(partsOf(await said(environment))).toBe(expected);
  });

  test('a sink of one’s own takes the lines, and nothing is printed', async () => {
    const lines: string[] = [];
    const printed = await said({ OTEL_LOG_LEVEL: 'all' }, { diagnostic: (line) => lines.push(line) });
    expect([printed, partsOf(lines.join('\n'))]).toEqual(['', Object.keys(PARTS).join(' ')]);
  });

  test('every failure is told from verbose on', () => {
    const lines: string[] = [];
    const diagnostics = new Diagnostics((line) => lines.push(line), { level: 'verbose' });
    for (let i = 0; i < 3; i++) diagnostics.failure('traces', 'no');
    expect(lines).toEqual(Array(3).fill('telemetry: traces: no'));
  });

  test('the lines of the reference about its machines are told', async () => {
    const printed = await said({ AM_OTEL_DIAG: '1', AM_TELEMETRY_PRESET: 'go' });
    expect(printed).toMatch(/^\[otel\] bind traces: Feed "feed-1"$/m);
  });

  test('who is detached is told', async () => {
    const lines: string[] = [];
    const telemetry = await start({
      modules: [memory()],
      diagnostics: 'debug',
      diagnostic: (line) => lines.push(line),
    });
    new Feed({ id: 'a\nb' });
    telemetry.toggle('Feed', false);
    expect(lines.filter((line) => line.startsWith('['))).toEqual([
      '[bind] otel traces: Feed "a\\nb"',
      '[bind] otel logs: Feed "a\\nb"',
      '[detach] otel traces: Feed "a\\nb"',
      '[detach] otel logs: Feed "a\\nb"',
    ]);
  });

  test('a logger of the program stays, and ours goes with its telemetry, also one that did not start', async () => {
    const lines: string[] = [];
    const logger = { warn: (line: string) => lines.push(line), error() {}, info() {}, debug() {}, verbose() {} };
    const options = { diagnostics: 'all', diagnostic: (line: string) => lines.push(`ours: ${line}`) } as const;
    diag.setLogger(logger);
    const telemetry = await start({ modules: [], ...options });
    diag.warn('one');
    await telemetry.shutdown();
    diag.warn('two');
    diag.disable();
    const broken = { name: 'broken', start: () => Promise.reject(new Error('no')) };
    await expect(start({ modules: [broken], ...options })).rejects.toThrow('no');
    diag.warn('three');
    expect(lines.filter((line) => /^(?:ours: OpenTelemetry: )?(?:one|two|three)$/.test(line))).toEqual(['one', 'two']);
  });
});
