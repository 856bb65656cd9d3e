import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Machine, defineSchema, exceptionHandlers } from 'statescope';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import type { OtelLogsOptions } from '../../../src/exporters/otel-logs/index.js';

const NAME = 'asyncmachine.transition.exception';

class Feed extends Machine.of(defineSchema({ Fails: {}, Exception: { multi: true } })) {
  FailsState(): void {
    throw new RangeError('thrown');
  }
}

class Clumsy extends Feed {
  ExceptionState(): void {
    throw new TypeError('nested');
  }
}

function told(options: Partial<OtelLogsOptions>, Class: typeof Feed, hasLines = false) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const tracers = [new OtelLogs({ logger: provider.getLogger('test'), ...options })];
  const feed = new Class({ id: 'feed', tracers });
  if (hasLines) feed.bindHandlers(exceptionHandlers);
  feed.add('Fails');
  feed.addErr(new Error('added'));
  const records = exporter.getFinishedLogRecords();
  return {
    others: records.filter(({ attributes }) => attributes['exception.type'] === undefined),
    exceptions: records
      .filter(({ attributes }) => attributes['exception.type'] !== undefined)
      .map(({ attributes, eventName, severityNumber, severityText }) => {
        return [attributes['exception.message'], eventName, severityNumber, severityText];
      }),
  };
}

describe('records of exceptions', () => {
  it.each([[false], [true]])('are named events, warnings of what the program added itself (lines: %s)', (hasLines) => {
    const { exceptions, others } = told({ namesExceptions: true }, Feed, hasLines);
    expect(exceptions).toEqual([
      ['thrown', NAME, 17, 'error'],
      ['added', NAME, 13, 'warn'],
    ]);
    expect(others.map(({ eventName }) => eventName).filter((name) => name !== undefined)).toEqual([]);
  });

  it('are lines without a name where nobody asked for events, all of them errors', () => {
    expect(told({}, Feed).exceptions).toEqual([
      ['thrown', undefined, 17, 'error'],
      ['added', undefined, 17, 'error'],
    ]);
  });

  it('follow the map of severities', () => {
    const severityMap = { error: { number: 21 }, warn: { number: 14, text: 'WARN' } };
    expect(told({ namesExceptions: true, severityMap }, Feed).exceptions.map(([, , ...severity]) => severity)).toEqual([
      [21, 'error'],
      [14, 'WARN'],
    ]);
  });

  it.each([[false], [true]])('tell of an error whose handlers fail as well (named: %s)', (namesExceptions) => {
    const { exceptions } = told({ namesExceptions }, Clumsy);
    const name = namesExceptions ? NAME : undefined;
    const [number, text] = namesExceptions ? [13, 'warn'] : [17, 'error'];
    expect(exceptions).toEqual([
      ['nested', name, 17, 'error'],
      ['thrown', name, 17, 'error'],
      ['nested', name, 17, 'error'],
      ['added', name, number, text],
    ]);
  });
});
