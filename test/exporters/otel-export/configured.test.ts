import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { loadConfig } from '../../../src/config/index.js';
import type { TelemetrySettings } from '../../../src/config/index.js';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import {
  configuredPipeline,
  configuredTarget,
  createLogProvider,
  createTraceProvider,
} from '../../../src/exporters/otel-export/index.js';
import { buildExporters, runPlain } from './plain-node.js';

const load = async (code: TelemetrySettings) => (await loadConfig({ code, environment: {}, file: false })).config;

describe('the OTLP target', () => {
  it('is up to the SDK where nothing is said', async () => {
    expect(configuredTarget('traces', 'otlp', await load({}))).toEqual({ kind: 'otlp' });
  });

  it('takes what is said for the signal, else for all of them', async () => {
    const config = await load({
      otlp: { endpoint: 'http://a/', headers: { a: 'b' }, timeoutMs: 9, compression: 'gzip', certificate: 'ca.pem' },
      logs: { headers: { c: 'd' }, compression: 'none', clientCertificate: 'own.pem', clientKey: 'own.key' },
      traces: { batch: { timeoutMs: 5 } },
    });
    expect(configuredTarget('traces', 'otlp', config)).toEqual({
      kind: 'otlp',
      url: 'http://a/v1/traces',
      headers: { a: 'b' },
      timeoutMs: 5,
      compression: 'gzip',
      tls: { certificate: 'ca.pem' },
    });
    expect(configuredTarget('logs', 'otlp', config)).toEqual({
      kind: 'otlp',
      url: 'http://a/v1/logs',
      headers: { c: 'd' },
      timeoutMs: 9,
      compression: 'none',
      tls: { clientCertificate: 'own.pem', clientKey: 'own.key' },
    });
  });

  it('names a certificate that cannot be read', async () => {
    const target = configuredTarget<ReadableSpan>(
      'traces',
      'otlp',
      await load({ otlp: { certificate: 'absent.pem' } }),
    );
    await expect(createTraceProvider({ targets: [target] })).rejects.toMatchObject({
      code: 'EXPORTER',
      message: `the OTLP certificate or key "absent.pem" can't be read: ENOENT`,
    });
  });
});

describe('the way over HTTP', () => {
  it('has the headers, and is compressed when asked for', async () => {
    const folder = await buildExporters();
    let seen: { headers: IncomingHttpHeaders; body: Buffer } | undefined;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen = { headers: request.headers, body: Buffer.concat(chunks) };
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`;
    const target = { kind: 'otlp', url, headers: { 'x-team': 'core' }, compression: 'gzip' };
    const script = `
      const { createTraceProvider } = require('./exporters/otel-export/index.js');
      (async () => {
        const traces = await createTraceProvider({ targets: [${JSON.stringify(target)}] });
        traces.tracer.startSpan('a').end();
        await traces.shutdown();
        console.log(JSON.stringify(traces.stats()));
      })();`;
    await runPlain(folder, script, {});
    server.close();
    await rm(folder, { recursive: true });
    expect(seen?.headers).toMatchObject({ 'x-team': 'core', 'content-encoding': 'gzip' });
    expect(gunzipSync(seen?.body ?? '').toString()).toContain('"name":"a"');
  });
});

describe('a pipeline', () => {
  const spansOf = async (code: TelemetrySettings, count: number): Promise<readonly ReadableSpan[]> => {
    const memory = new MemoryBuffer<ReadableSpan>();
    const config = configuredPipeline('traces', await load(code));
    const traces = await createTraceProvider({ ...config, targets: [{ kind: 'memory', memory }] });
    for (let i = 0; i < count; i++) {
      const span = traces.tracer.startSpan('a', { attributes: { a: 'long text', b: 1, c: 2 } });
      for (const event of ['e', 'f', 'g']) span.addEvent(event);
      span.end();
    }
    await traces.shutdown();
    return memory.items;
  };

  it.each([
    ['always_off', undefined, 0, 0],
    ['always_on', undefined, 200, 200],
    ['parentbased_always_on', undefined, 200, 200],
    ['parentbased_always_off', undefined, 0, 0],
    ['traceidratio', 0, 0, 0],
    ['traceidratio', 0.5, 50, 150],
    ['parentbased_traceidratio', 0.5, 50, 150],
  ] as const)('keeps the traces that the sampler %s with %s keeps', async (sampler, samplerRatio, least, most) => {
    const spans = await spansOf({ traces: { sampler, ...(samplerRatio !== undefined && { samplerRatio }) } }, 200);
    expect(spans.length).toBeGreaterThanOrEqual(least);
    expect(spans.length).toBeLessThanOrEqual(most);
  });

  it('keeps spans within their limits; those of the signal beat those of all', async () => {
    const code = {
      limits: { attributeCount: 1, attributeLength: 4 },
      traces: { limits: { attributeCount: 2, events: 1 } },
    };
    const [span] = await spansOf(code, 1);
    expect([span?.attributes, span?.events.length]).toEqual([{ a: 'long', b: 1 }, 1]);
  });

  it('keeps log records within their limits', async () => {
    const memory = new MemoryBuffer<ReadableLogRecord>();
    const config = configuredPipeline(
      'logs',
      await load({ logs: { limits: { attributeCount: 1, attributeLength: 4 } } }),
    );
    const logs = await createLogProvider({ ...config, targets: [{ kind: 'memory', memory }] });
    logs.logger.emit({ body: 'x', attributes: { a: 'long text', b: 1 } });
    await logs.shutdown();
    expect(memory.items[0]?.attributes).toEqual({ a: 'long' });
  });

  it('tells of the process what the configuration says', async () => {
    const [span] = await spansOf({ service: 'shop', hostname: 'box', resource: { team: 'core' } }, 1);
    expect(span?.resource.attributes).toMatchObject({ 'service.name': 'shop', 'host.name': 'box', team: 'core' });
  });
});
