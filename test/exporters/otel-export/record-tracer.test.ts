import { ROOT_CONTEXT, createTraceState } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-base';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import type { TraceProviderOptions } from '../../../src/exporters/otel-export/index.js';
import { RecordTracer } from '../../../src/exporters/otel-export/record-tracer.js';

const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const start = { name: 'a', timeMs: 1_900_000_000_000 };

async function provider(options: Partial<TraceProviderOptions> = {}) {
  const memory = new MemoryBuffer<ReadableSpan>();
  const { tracer, flush } = await createTraceProvider({ targets: [{ kind: 'memory', memory }], ...options });
  const spans = async (): Promise<readonly ReadableSpan[]> => {
    await flush();
    return memory.items;
  };
  return { tracer, spans };
}

function recordsOf(tracer: unknown): RecordTracer {
  if (!(tracer instanceof RecordTracer)) throw new Error('makes no spans past the SDK');
  return tracer;
}

describe('the tracer of a provider of our own', () => {
  it('makes spans below sampled ones, in their trace, and delivers them', async () => {
    const { tracer, spans } = await provider();
    recordsOf(tracer).startRecord(parent, start)?.end({ timeMs: start.timeMs });
    const [span] = await spans();
    expect([span?.name, span?.spanContext().traceId, span?.parentSpanContext]).toEqual(['a', parent.traceId, parent]);
    expect(span?.instrumentationScope.name).toBe('statescope');
    expect(span?.resource.attributes['telemetry.sdk.language']).toBe('nodejs');
  });

  it('makes none below those that are not sampled', async () => {
    const { tracer } = await provider();
    expect(recordsOf(tracer).startRecord({ ...parent, traceFlags: 0 }, start)).toBeUndefined();
  });

  it('passes on what vendors added to a trace', async () => {
    const { tracer } = await provider();
    const traceState = createTraceState('vendor=1');
    const record = recordsOf(tracer).startRecord({ ...parent, traceState }, start);
    expect(record?.context.traceState?.serialize()).toBe('vendor=1');
  });

  it('identifies every span by 16 digits of its own', async () => {
    const { tracer } = await provider();
    const records = recordsOf(tracer);
    const ids = Array.from({ length: 70_000 }, () => records.startRecord(parent, start)?.context.spanId ?? '');
    expect(ids.filter((id) => !/^[0-9a-f]{16}$/.test(id) || /^0+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes identities from the generator it is given', async () => {
    const idGenerator = { generateSpanId: () => 'd'.repeat(16), generateTraceId: () => 'e'.repeat(32) };
    const { tracer } = await provider({ idGenerator });
    expect(recordsOf(tracer).startRecord(parent, start)?.context.spanId).toBe('d'.repeat(16));
  });

  it('is one of the SDK for those who use the API', async () => {
    const { tracer, spans } = await provider();
    tracer.startSpan('a', {}, ROOT_CONTEXT).end();
    tracer.startActiveSpan('b', (span) => span.end());
    expect((await spans()).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each([
    ['a sampler, which is asked about every span', { sampler: new AlwaysOnSampler() }],
    ['limits of attributes', { limits: { attributeLength: 10 } }],
    ['limits of events', { limits: { events: 3 } }],
  ])('leaves all spans to the SDK with %s', async (_, options) => {
    const { tracer } = await provider(options);
    expect(tracer).not.toBeInstanceOf(RecordTracer);
  });

  it('heeds the limits that variables set', async () => {
    process.env['OTEL_SPAN_EVENT_COUNT_LIMIT'] = '3';
    try {
      const { tracer } = await provider();
      expect(tracer).not.toBeInstanceOf(RecordTracer);
    } finally {
      delete process.env['OTEL_SPAN_EVENT_COUNT_LIMIT'];
    }
  });
});
