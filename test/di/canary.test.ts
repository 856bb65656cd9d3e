import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Registry } from 'prom-client';
import { container as root } from 'tsyringe';
import {
  MEMORY_LOGS,
  MEMORY_SPANS,
  consoleOutput,
  dbg,
  loki,
  memory,
  otelLogs,
  otelTraces,
  prometheus,
  startTelemetry,
} from '../../src/di/index.js';
import type { StartOptions, TelemetryModule } from '../../src/di/index.js';
import { serveRpc, type RpcServer } from '../../src/exporters/dbg/index.js';
import { DebuggerDouble } from '../exporters/dbg/debugger-double.js';
import { LokiDouble } from '../exporters/loki/loki-double.js';
import { CANARY, MESSAGE, VISIBLE, canariesIn, leak } from '../support/canary.js';
import { stopScopes } from '../support/scopes.js';

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const double = new LokiDouble();
let url = '';
const debuggerDouble = new DebuggerDouble();
let debuggers: RpcServer;
beforeAll(async () => {
  url = await double.start();
  debuggers = await serveRpc(debuggerDouble, { port: 0, webSocketPort: false });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await double.stop();
  await debuggers.close();
});
afterEach(stopScopes);

interface Sink {
  readonly modules: readonly TelemetryModule[];
  readonly text: (container: typeof root) => string | Promise<string>;
}

const printed: string[] = [];
const registry = new Registry();

const SINKS: Readonly<Record<string, () => Sink>> = {
  memory: () => ({
    modules: [memory()],
    text: (container) => {
      const records = [...container.resolve(MEMORY_SPANS).items, ...container.resolve(MEMORY_LOGS).items];
      return inspect(records, {
        depth: 12,
        maxArrayLength: null,
        maxStringLength: null,
        showHidden: true,
        getters: true,
      });
    },
  }),
  'files of OTLP JSON': () => {
    const [spans, logs] = [join(folder, 'spans.jsonl'), join(folder, 'logs.jsonl')];
    return {
      modules: [otelTraces({ exporter: 'file', file: spans }), otelLogs({ exporter: 'file', file: logs })],
      text: () => {
        const bytes = [spans, logs].map((file) => readFileSync(file, 'utf8'));
        for (const file of [spans, logs]) rmSync(file);
        return bytes.join('\n');
      },
    };
  },
  'the console': () => ({ modules: [consoleOutput()], text: () => printed.splice(0).join('') }),
  Loki: () => ({
    modules: [loki({ url })],
    text: () =>
      double.requests
        .splice(0)
        .map(({ bytes, headers }) => `${bytes.toString()} ${JSON.stringify(headers)}`)
        .join('\n'),
  }),
  'a debugger': () => ({
    modules: [
      dbg({
        addresses: [`127.0.0.1:${String(debuggers.port)}`],
        ...{ level: 'everything', args: true, checks: true, steps: true },
      }),
    ],
    text: () => {
      const told = [...debuggerDouble.schemas.splice(0), ...debuggerDouble.transitions.splice(0)];
      return inspect(told, { depth: 12, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
    },
  }),
  Prometheus: () => ({ modules: [prometheus({ registry, serve: false })], text: () => registry.metrics() }),
};

/** What a sink shows of a machine that leaks, and what the machine's own log and the report say. */
async function shown(sink: Sink, options: StartOptions = {}): Promise<{ text: string; log: string; report: string }> {
  const container = root.createChildContainer();
  const lines: string[] = [];
  const spies = (['log', 'info', 'warn', 'error', 'dir', 'debug'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation((...given: unknown[]) => {
      printed.push(inspect(given, { depth: 12, maxArrayLength: null, maxStringLength: null }));
    }),
  );
  spies.push(
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    }) as never,
  );
  try {
    const settings = { environment: {}, configFile: false, modules: sink.modules, ...options } as const;
    const telemetry = await startTelemetry(container, settings);
    await leak({
      container,
      logLevel: 5,
      logger: (_level, text) => lines.push(text),
      logArgs: ['shown', 'token', 'pin'],
    });
    await telemetry.flush();
    // Prometheus forgets with the end of its telemetry.
    const early = sink.modules.some(({ name }) => name === 'prometheus') ? await sink.text(container) : '';
    await telemetry.shutdown();
    const report = inspect([telemetry.report, telemetry.stats()], { depth: 12 });
    return { text: early + (await sink.text(container)), log: lines.join('\n'), report };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe.each(Object.keys(SINKS))('in %s', (name) => {
  const sink = (): Sink => (SINKS[name] as () => Sink)();
  const isText = name !== 'Prometheus';

  test('nothing is found of arguments, fields, variables, results and secrets', async () => {
    const { text, log, report } = await shown(sink());
    expect(text).not.toBe('');
    expect(canariesIn(text)).toEqual([]);
    expect(canariesIn(report)).toEqual([]);
    expect(text.includes(MESSAGE)).toBe(isText);
    expect(text.includes(VISIBLE)).toBe(isText);
    // The machine's own log knows no marks, so what only they call secret is not cut out of it.
    expect(canariesIn(log).filter((place) => place !== 'named')).toEqual([]);
    expect(log).toContain(MESSAGE);
  });

  test('no message is found where only types of errors are exported', async () => {
    const { text } = await shown(sink(), { errors: 'type' });
    expect(canariesIn(text)).toEqual([]);
    expect(text).not.toContain(MESSAGE);
    expect(text).toContain('TypeError');
  });

  test('a redactor sees messages without secrets and decides what is shown', async () => {
    const seen: string[] = [];
    const errors = (text: string): string => {
      seen.push(text);
      return text.replaceAll(MESSAGE, 'rewritten');
    };
    const { text } = await shown(sink(), { errors });
    expect(canariesIn(seen.join('\n'))).toEqual([]);
    expect(text).not.toContain(MESSAGE);
    expect(text.includes('rewritten')).toBe(isText);
  });
});

describe.each(['memory', 'files of OTLP JSON', 'Loki'])('under preset go in %s', (name) => {
  test('nothing is found that was wrapped as a secret, however much is shown', async () => {
    const sink = (SINKS[name] as () => Sink)();
    const everything = { traces: { transitions: true, args: true }, logs: { level: 'everything' } } as const;
    const { text, report } = await shown(sink, { preset: 'go', ...everything });
    // There are no marks, so what only they call secret is shown.
    expect(canariesIn(text)).toEqual(['named']);
    expect(canariesIn(report)).toEqual([]);
    expect(text).toContain(MESSAGE);
  });
});

test('the check itself finds what is there', () => {
  expect(canariesIn(JSON.stringify({ line: JSON.stringify(CANARY) }))).toEqual(Object.keys(CANARY));
});
