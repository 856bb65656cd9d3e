import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { createLogProvider, createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { deliverToConsole } from '../../../src/exporters/otel-export/console-delivery.js';
import type { ConsoleFormat } from '../../../src/exporters/otel-export/index.js';

const AT = Date.UTC(2030, 0, 2, 3, 4, 5, 678);
const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

let printed: jest.SpyInstance;
beforeEach(() => {
  printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  printed.mockRestore();
});

const lines = (): readonly string[] => printed.mock.calls.flatMap(([text]) => String(text).split('\n'));

async function logging(format: ConsoleFormat) {
  return createLogProvider({ targets: [{ kind: 'console', format }], serviceName: 'shop' });
}

describe('logs on the console', () => {
  test('are a line each, with what the body does not say', async () => {
    const logs = await logging('text');
    logs.logger.emit({
      timestamp: AT,
      severityText: 'changes',
      body: '[state] +A -B',
      attributes: {
        'asyncmachine.id': 'feed-1',
        'asyncmachine.machine.id': 'feed-1',
        'asyncmachine.machine.class': 'Feed',
        'asyncmachine.log.level': 2,
        'asyncmachine.log.tag': 'state',
        'asyncmachine.tx.id': 'c0ffee',
        'asyncmachine.tx.added': ['A'],
        'args.url': 'two words',
      },
      context: trace.setSpanContext(ROOT_CONTEXT, SPAN),
    });
    await logs.shutdown();
    expect(lines()).toEqual([
      `2030-01-02T03:04:05.678Z changes    Feed feed-1 [state] +A -B asyncmachine.tx.id=c0ffee args.url="two words" trace=${SPAN.traceId} span=${SPAN.spanId}`,
    ]);
  });

  test('keep to their line and leave the terminal alone, whatever they hold', async () => {
    const logs = await logging('text');
    const attributes = { 'a\nb': 'x\r\ny', deep: { b: [1n, 'z'] }, empty: '', nothing: undefined };
    logs.logger.emit({ timestamp: AT, body: 'one\ntwo\u001b[2J\u2028', attributes: attributes as never });
    await logs.shutdown();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain(String.raw`one\ntwo\u001b[2J\u2028 a\nb="x\r\ny"`);
    expect(lines()[0]).toContain('empty=""');
  });

  test('say where an error came from, in place of its whole stack', async () => {
    const logs = await logging('text');
    const attributes = {
      'exception.type': 'RangeError',
      'exception.message': 'far',
      'exception.stacktrace': 'far\n    at here (a.js:1:2)\n    at there',
    };
    logs.logger.emit({ timestamp: AT, severityText: 'error', body: '[error] far', attributes });
    await logs.shutdown();
    expect(lines()[0]).toBe(
      '2030-01-02T03:04:05.678Z error      [error] far (at here (a.js:1:2)) exception.type=RangeError',
    );
  });

  test('are a line of JSON each on request', async () => {
    const logs = await logging('json');
    const context = trace.setSpanContext(ROOT_CONTEXT, SPAN);
    logs.logger.emit({
      timestamp: AT,
      severityNumber: SeverityNumber.INFO3,
      severityText: 'changes',
      body: 'a\nb',
      attributes: { n: [1] },
      context,
    });
    logs.logger.emit({ timestamp: AT, eventName: 'e', attributes: { bytes: new Uint8Array([1, 2]) } });
    await logs.shutdown();
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        time: '2030-01-02T03:04:05.678Z',
        severityText: 'changes',
        severityNumber: SeverityNumber.INFO3,
        body: 'a\nb',
        attributes: { n: [1] },
        traceId: SPAN.traceId,
        spanId: SPAN.spanId,
        service: 'shop',
      },
      { time: '2030-01-02T03:04:05.678Z', eventName: 'e', attributes: { bytes: 'AQI=' }, service: 'shop' },
    ]);
  });
});

test('a record that cannot be told is counted, and the others are printed', async () => {
  const broken = new Error('no');
  const delivery = deliverToConsole<string>((item) => {
    if (item === 'broken') throw broken;
    return item;
  });
  expect(await delivery.deliver(['first', 'broken', 'last'])).toEqual({ refused: 1, reason: broken });
  expect(await delivery.deliver(['broken'])).toEqual({ refused: 1, reason: broken });
  expect(lines()).toEqual(['first', 'last']);
});

describe('spans on the console', () => {
  async function traced(format: ConsoleFormat) {
    const traces = await createTraceProvider({ targets: [{ kind: 'console', format }], serviceName: 'shop' });
    const context = trace.setSpanContext(ROOT_CONTEXT, SPAN);
    const span = traces.tracer.startSpan(
      '[add] A',
      { startTime: AT, attributes: { tx_id: 'c' }, links: [{ context: SPAN }] },
      context,
    );
    span.addEvent('AState', { n: 1 }, AT);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'far' });
    span.end(AT + 12);
    await traces.shutdown();
    return span.spanContext();
  }

  test('are a line each', async () => {
    const { traceId, spanId } = await traced('text');
    expect(lines()).toEqual([
      `2030-01-02T03:04:05.678Z span [add] A 12.000 ms, 1 event, failed: far tx_id=c trace=${traceId} span=${spanId} parent=${SPAN.spanId}`,
    ]);
  });

  test('are a line of JSON each on request', async () => {
    const { traceId, spanId } = await traced('json');
    const time = '2030-01-02T03:04:05.678Z';
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ...{ time, name: '[add] A', durationMs: 12, status: 'error', statusMessage: 'far' },
        attributes: { tx_id: 'c' },
        events: [{ time, name: 'AState', attributes: { n: 1 } }],
        links: [{ traceId: SPAN.traceId, spanId: SPAN.spanId }],
        ...{ traceId, spanId, parentSpanId: SPAN.spanId, service: 'shop' },
      },
    ]);
  });
});
