import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { Machine, defineSchema } from 'statescope';
import type { Handlers, TraceContext } from 'statescope';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import type { OtelLogsOptions } from '../../../src/exporters/otel-logs/index.js';
import type { Tracer } from '../../../src/tracer/index.js';
import { FakeClock } from '../../../src/testing/index.js';
import { selection } from '../otel-traces/support.js';

const schema = defineSchema({ A: { auto: true, require: ['C'] }, B: {}, C: {}, Veto: {} });
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  finish?: (error?: Error) => void;
  fails = false;
  VetoEnter(): boolean {
    return false;
  }
  BState(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.finish = (error) => (error === undefined ? resolve() : reject(error));
    });
  }
  CState(): void {
    if (this.fails) throw new RangeError('too much');
  }
}

interface Logged {
  readonly records: readonly ReadableLogRecord[];
  readonly bodies: readonly unknown[];
  readonly logs: OtelLogs;
  readonly clock: FakeClock;
  readonly exporter: InMemoryLogRecordExporter;
}

function logged(options: Partial<OtelLogsOptions> = {}): Logged {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const clock = new FakeClock();
  return {
    exporter,
    clock,
    logs: new OtelLogs({ logger: provider.getLogger('test'), clock: clock.now, ...options }),
    get records() {
      return exporter.getFinishedLogRecords();
    },
    get bodies() {
      return exporter.getFinishedLogRecords().map((record) => record.body);
    },
  };
}

function bound(tracer: Tracer, parts: Parameters<typeof selection>[0] = {}, logLevel: 0 | 2 | 3 | 4 | 5 = 0): Feed {
  const feed = new Feed({ id: 'feed', logLevel });
  feed.bindTracer(tracer, selection(parts));
  return feed;
}

const SPAN: TraceContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('log records', () => {
  it('tell what changed, with severity, machine, tag and transition', () => {
    const test = logged();
    const feed = bound(test.logs);
    feed.add('C');
    const [first, second] = test.records;
    expect([first?.body, second?.body]).toEqual(['[state] +C', '[auto_] +A']);
    expect(first).toMatchObject({ severityNumber: 11, severityText: 'changes' });
    expect(first?.attributes).toMatchObject({
      'asyncmachine.id': 'feed',
      'asyncmachine.machine.id': 'feed',
      'asyncmachine.machine.class': 'Feed',
      'asyncmachine.log.level': 2,
      'asyncmachine.log.tag': 'state',
      'asyncmachine.tx.added': ['C'],
      'asyncmachine.tx.removed': [],
    });
    expect(first?.attributes['asyncmachine.tx.id']).toMatch(/^[0-9a-f]{16}$/);
    expect(first?.hrTime[0]).toBe(test.clock.now() / 1000);
  });

  it('have the severity of their level', () => {
    const test = logged({ level: 'everything' });
    bound(test.logs, {}, 5).add('C');
    const byTag = (tag: string) => test.records.find((record) => record.attributes['asyncmachine.log.tag'] === tag);
    expect(byTag('queue:add')).toMatchObject({ severityNumber: 9, severityText: 'ops' });
    expect(byTag('auto_')).toMatchObject({ severityNumber: 11, severityText: 'changes' });
    expect(new Set(test.records.map((record) => record.severityText))).toContain('everything');
  });

  it('name lines of the user external', () => {
    const test = logged();
    const feed = bound(test.logs);
    feed.log('100% of %s done');
    expect(test.records[0]).toMatchObject({ severityNumber: 12, severityText: 'external' });
    expect(test.records[0]?.body).toContain('100% of %s done');
  });

  it('go up to the level that the class mark names', () => {
    const test = logged({ level: 'everything' });
    bound(test.logs, { options: { level: 'external' } }, 5).add('C');
    expect(test.bodies).toEqual([]);
  });

  it('raise what the tracer asks for to the highest level of any class', () => {
    const { logs } = logged();
    expect(logs.logLevel).toBe(2);
    bound(logs, { options: { level: 'ops' } });
    expect(logs.logLevel).toBe(3);
  });

  it('belong to the handler, else the transition, else the machine', () => {
    const test = logged({ contextOf: () => ({ ...SPAN, spanId: 'c'.repeat(16) }) });
    const feed = new Feed({ id: 'feed' });
    feed.bindTracer({
      id: 'spans',
      writesTraceContext: true,
      transitionInit: (transition) => {
        transition.traceContext = SPAN;
      },
    });
    feed.bindTracer(test.logs, selection({}));
    feed.add('C');
    feed.log('outside');
    const spans = test.records.map((record) => record.spanContext?.spanId);
    expect(spans).toEqual([SPAN.spanId, SPAN.spanId, 'c'.repeat(16)]);
    expect(test.records[0]?.spanContext?.traceId).toBe(SPAN.traceId);
  });

  it('belong to nothing when there are no traces', () => {
    const test = logged();
    bound(test.logs).add('C');
    expect(test.records[0]?.spanContext).toBeUndefined();
  });

  it('turn an error into attributes and keep its stack out of the text', () => {
    const test = logged();
    const feed = bound(test.logs);
    const error = new RangeError('too much');
    test.logs.log({
      machine: feed.view,
      level: 2,
      text: `[error] too much\n${String(error.stack)}`,
      isError: true,
      error,
      transition: undefined,
      handler: undefined,
    });
    const [record] = test.records;
    expect(record).toMatchObject({ severityNumber: 17, severityText: 'error', body: '[error] too much' });
    expect(record?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too much',
      'exception.stacktrace': error.stack,
    });
  });

  it('tell of every error that reaches the machine, once', () => {
    const test = logged();
    const feed = bound(test.logs);
    feed.fails = true;
    feed.add('C');
    feed.addErr(new TypeError('not so'));
    const errors = test.records.filter((record) => record.severityNumber === 17);
    expect(errors.map((record) => [record.body, record.attributes['exception.type']])).toEqual([
      ['[error] too much', 'RangeError'],
      ['[error] not so', 'TypeError'],
    ]);
  });

  it('do not repeat an error that the machine wrote a line about', () => {
    const test = logged();
    class Talkative extends Machine.of(schema) {}
    const feed = new Talkative({ id: 'feed' });
    const line = { machine: feed.view, level: 2, text: '[error] boom', isError: true, handler: undefined } as const;
    feed.bindTracer({
      id: 'talk',
      transitionFinals: (transition) => {
        if (transition.error !== undefined) test.logs.log({ ...line, transition, error: transition.error });
      },
    });
    feed.bindTracer(test.logs, selection({}));
    feed.addErr(new Error('boom'));
    expect(test.records.filter((record) => record.severityNumber === 17)).toHaveLength(1);
  });

  it('warn of what was refused', async () => {
    const test = logged();
    const feed = bound(test.logs);
    test.logs.mutationRejected(feed.view, { type: 'add', called: ['C', 'B'] } as never, 'queue_limit');
    expect(test.records[0]).toMatchObject({ severityNumber: 13, body: '[rejected] [add] B C (queue_limit)' });
    expect(test.records[0]?.attributes['asyncmachine.tx.rejected_reason']).toBe('queue_limit');
    await feed.dispose();
  });

  it('tell of each call of a marked handler, with its outcome and duration', () => {
    const test = logged();
    const feed = bound(test.logs, { whole: false, handlers: { VetoEnter: {}, CState: {} } });
    feed.add('Veto');
    feed.add('C');
    expect(test.records.map((record) => [record.body, record.severityText])).toEqual([
      ['[handler] VetoEnter rejected in 0.000 ms', 'warn'],
      ['[handler] CState ok in 0.000 ms', 'changes'],
    ]);
    expect(test.records[0]?.attributes).toMatchObject({
      'asyncmachine.handler.name': 'VetoEnter',
      'asyncmachine.handler.outcome': 'rejected',
      'asyncmachine.handler.duration_ms': 0,
    });
  });

  it('tell of a marked asynchronous handler when its promise has ended', async () => {
    const test = logged();
    const feed = bound(test.logs, { whole: false, handlers: { BState: {} } });
    feed.add('B');
    expect(test.bodies).toEqual([]);
    test.clock.advance(40);
    feed.finish?.();
    await settle();
    expect(test.bodies).toEqual(['[handler] BState ok in 40.000 ms']);
  });

  it('tell of a handler that failed as an error, without repeating the exception', () => {
    const test = logged();
    const feed = bound(test.logs, { whole: false, handlers: { CState: {} } });
    feed.fails = true;
    feed.add('C');
    expect(test.records).toHaveLength(1);
    expect(test.records[0]).toMatchObject({ severityNumber: 17, attributes: { 'error.type': 'RangeError' } });
    expect(test.records[0]?.attributes).not.toHaveProperty(['exception.message']);
  });

  it('say nothing of a class with neither mark, nor after the tracer is detached', () => {
    const test = logged();
    bound(test.logs, { whole: false }).add('C');
    const feed = bound(test.logs);
    feed.detachTracer(test.logs.id);
    feed.add('C');
    expect(test.bodies).toEqual([]);
  });

  it('are not built when the logger is off', () => {
    const emitted: unknown[] = [];
    const { logs } = logged({ logger: { enabled: () => false, emit: (record) => emitted.push(record) } });
    bound(logs).add('C');
    expect(emitted).toEqual([]);
  });

  it('do not disturb the machine when the logger throws', () => {
    const { logs } = logged({
      logger: {
        enabled: () => true,
        emit: () => {
          throw new Error('broken');
        },
      },
    });
    const feed = bound(logs);
    expect(feed.add('C')).toBe(0);
    expect(feed.is('C', 'A')).toBe(true);
  });
});
