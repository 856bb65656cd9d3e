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

const load = async (code: TelemetrySettings) => (await loadConfig({ code, environment: {}, file: false })).config;

describe('the OTLP target', () => {
  it('is the usual receiver where nothing is said', async () => {
    expect(configuredTarget('traces', 'otlp', await load({}))).toEqual({
      kind: 'otlp',
      url: 'http://localhost:4318/v1/traces',
    });
    expect(configuredTarget('logs', 'otlp', await load({ logs: { protocol: 'grpc' } }))).toEqual({
      kind: 'otlp',
      protocol: 'grpc',
      url: 'http://localhost:4317/v1/logs',
    });
  });

  it('takes what is said for the signal, else for all of them', async () => {
    const config = await load({
      otlp: { endpoint: 'http://a/', headers: { a: 'b' }, timeoutMs: 9, compression: 'gzip', certificate: 'ca.pem' },
      logs: { headers: { c: 'd' }, compression: 'none', clientCertificate: 'own.pem', clientKey: 'own.key' },
      traces: { batch: { timeoutMs: 5 }, protocol: 'http/protobuf' },
    });
    expect(configuredTarget('traces', 'otlp', config)).toEqual({
      kind: 'otlp',
      url: 'http://a/v1/traces',
      protocol: 'http/protobuf',
      headers: { a: 'b' },
      timeoutMs: 9,
      batchTimeoutMs: 5,
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
      message: `the certificate or key "absent.pem" can't be read: ENOENT`,
    });
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
