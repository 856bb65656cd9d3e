import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { otelLogs, otelTraces, startTelemetry } from '../../../src/di/index.js';
import type { StartOptions } from '../../../src/di/index.js';
import { Machine, defineSchema } from '../../../src/index.js';
import type { MachineOptions } from '../../../src/index.js';
import { stopScopes } from '../../support/scopes.js';
import { PRESETS } from './run.js';

const schema = defineSchema({ Start: {}, Auto: { auto: true, require: ['Start'] }, Tick: { multi: true }, Broken: {} });

class Feed extends Machine.of(schema) {
  BrokenState(): void {
    throw new Error('on purpose');
  }
}

const boom = (): never => {
  throw new Error('down');
};

/** Transitions of every kind, and all that can be seen of them from outside. */
function work(options: MachineOptions = {}): unknown {
  const feed = new Feed({ id: 'feed', ...options });
  const item = feed.submachine(Feed, { id: 'item', ...options });
  const results: number[] = [];
  for (let i = 0; i < 20; i++) {
    for (const each of [feed, item]) {
      results.push(each.add('Start', { url: 'u' }), each.add('Tick'), each.add('Broken'));
      results.push(each.remove(['Start', 'Exception']));
    }
  }
  return [results, feed.time(), item.time(), feed.queueTick, feed.err?.message];
}

type Done = (result: { code: number; error?: Error }) => void;

const exporterOf = (send: (done: Done) => void) => ({
  export: (_: unknown, done: Done) => {
    send(done);
  },
  shutdown: boom,
});

describe.each(PRESETS)('under preset %s, failures (23)', (preset) => {
  const under = async (options: StartOptions, machine?: MachineOptions): Promise<unknown> => {
    const settings = { environment: {}, configFile: false, instrumentUnmarked: true, shutdownTimeoutMs: 20 } as const;
    const telemetry = await startTelemetry(root.createChildContainer(), {
      ...{ ...settings, preset, traces: { transitions: true, args: true }, logs: { level: 'everything' } },
      ...options,
    });
    try {
      const result = work(machine);
      expect(telemetry.stats().spans).toBeGreaterThan(40);
      await telemetry.flush();
      return result;
    } finally {
      await telemetry.shutdown();
      stopScopes();
    }
  };

  it.each<[string, (done: Done) => void]>([
    ['refuses', (done) => done({ code: 1, error: new Error('down') })],
    ['throws', boom],
    ['never answers', () => undefined],
    ['answers twice', (done) => [0, 1].forEach((code) => done({ code }))],
  ])('of an exporter that %s change no result', async (_name, send) => {
    const exporter = exporterOf(send);
    expect(await under({ modules: [otelTraces({ exporter }), otelLogs({ exporter })] })).toEqual(work());
  });

  it('of a collector that is down change no result', async () => {
    const endpoint = 'http://127.0.0.1:1';
    expect(await under({ otlp: { endpoint }, modules: [otelTraces(), otelLogs()] })).toEqual(work());
  });

  it('of what maps arguments change no result', async () => {
    const exporter = exporterOf((done) => done({ code: 0 }));
    const modules = [otelTraces({ exporter }), otelLogs({ exporter })];
    expect(await under({ modules }, { logArgs: boom })).toEqual(work());
  });
});
