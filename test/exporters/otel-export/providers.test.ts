import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createLogProvider, createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { loadPackage } from '../../../src/exporters/otel-export/load-package.js';

describe('a trace provider', () => {
  it('keeps spans in memory, the last ones when there are too many', async () => {
    const memory = new MemoryBuffer<ReadableSpan>(2);
    const traces = await createTraceProvider({ targets: [{ kind: 'memory', memory }] });
    for (const name of ['a', 'b', 'c']) traces.tracer.startSpan(name).end();
    await traces.flush();
    expect([memory.items.map((span) => span.name), memory.dropped]).toEqual([['b', 'c'], 1]);
    await traces.shutdown();
  });

  it('hands every span to every target and counts it once as received', async () => {
    const memories = [new MemoryBuffer<ReadableSpan>(), new MemoryBuffer<ReadableSpan>()];
    const traces = await createTraceProvider({ targets: memories.map((memory) => ({ kind: 'memory', memory })) });
    traces.tracer.startSpan('a').end();
    await traces.shutdown();
    expect(memories.map((memory) => memory.items.length)).toEqual([1, 1]);
    expect(traces.stats()).toMatchObject({ received: 1, exported: 2 });
  });

  it('counts spans over the bound instead of losing them unseen', async () => {
    const memory = new MemoryBuffer<ReadableSpan>();
    const traces = await createTraceProvider({ targets: [{ kind: 'memory', memory }], maxWaiting: 2 });
    for (const name of ['a', 'b', 'c']) traces.tracer.startSpan(name).end();
    await traces.shutdown();
    expect(traces.stats()).toMatchObject({ received: 3, exported: 2, dropped: 1 });
  });

  it('counts what a broken target throws, and may be ended more than once', async () => {
    const traces = await createTraceProvider({
      targets: [
        {
          kind: 'memory',
          memory: {
            add: () => {
              throw new Error('broken');
            },
          },
        },
      ],
    });
    traces.tracer.startSpan('a').end();
    await traces.shutdown();
    await traces.shutdown();
    expect(traces.stats()).toMatchObject({ failed: 1, waiting: 0 });
  });
});

describe('a log provider', () => {
  it('counts records over the bound of bytes', async () => {
    const logs = await createLogProvider({ targets: [{ kind: 'memory', memory: new MemoryBuffer() }], maxBytes: 1000 });
    for (let n = 0; n < 3; n++) logs.logger.emit({ body: 'x'.repeat(300) });
    await logs.shutdown();
    expect(logs.stats()).toMatchObject({ received: 3, exported: 2, dropped: 1 });
  });
});

describe('loadPackage', () => {
  it('names the package to install when it is missing', async () => {
    const missing = loadPackage('some-exporter', () =>
      Promise.reject(Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' })),
    );
    await expect(missing).rejects.toMatchObject({
      code: 'DEPENDENCY',
      message: expect.stringContaining('npm install some-exporter') as string,
    });
  });

  it.each([
    "Cannot find package '@scope/needed' imported from /app/node_modules/some-exporter/index.js",
    "Cannot find module '@scope/needed/part'\nRequire stack:\n- /app/node_modules/some-exporter/index.js",
  ])('names what the package itself needs when that is missing (%#)', async (message) => {
    const error = Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
    await expect(loadPackage('some-exporter', () => Promise.reject(error))).rejects.toThrow(
      /npm install @scope\/needed$/,
    );
  });

  it('passes every other failure on', async () => {
    const error = new SyntaxError('broken package');
    await expect(loadPackage('some-exporter', () => Promise.reject(error))).rejects.toBe(error);
  });
});
