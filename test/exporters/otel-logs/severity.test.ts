import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Machine, defineSchema } from 'statescope';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import type { OtelLogsOptions } from '../../../src/exporters/otel-logs/index.js';
import type { LogLevel, LogLine } from '../../../src/tracer/index.js';

class Feed extends Machine.of(defineSchema({ Start: {} })) {}

const { view: machine } = new Feed({ id: 'feed' });
const line = (level: LogLevel, text: string, error?: Error): LogLine => ({
  ...{ machine, level, text, error, isError: error !== undefined, transition: undefined, handler: undefined },
});

function recordsOf(lines: readonly LogLine[], options: Partial<OtelLogsOptions> = {}) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logs = new OtelLogs({ logger: provider.getLogger('test'), level: 'everything', ...options });
  for (const each of lines) logs.log(each);
  return exporter.getFinishedLogRecords();
}

const error = new RangeError('too much');
const all = [...([1, 2, 3, 4, 5] as const).map((level) => line(level, 'seen')), line(2, '[error] too much', error)];

describe('severities of log records', () => {
  const told = (options: Partial<OtelLogsOptions>) =>
    recordsOf(all, options).map(({ severityNumber, severityText }) => [severityNumber, severityText]);

  it('are those of the levels, and one of errors', () => {
    const levels = [
      [12, 'external'],
      [11, 'changes'],
      [9, 'ops'],
      [4, 'decisions'],
      [1, 'everything'],
    ];
    expect(told({})).toEqual([...levels, [17, 'error']]);
  });

  it('are those of a map, as far as it goes', () => {
    const found = told({ severityMap: { changes: { number: 9, text: 'INFO' }, error: { number: 21 } } });
    expect([found[0], found[1], found[5]]).toEqual([
      [12, 'external'],
      [9, 'INFO'],
      [21, 'error'],
    ]);
  });

  it('are those of errors for lines that begin like one, whatever else they hold', () => {
    const text = '[error:add] 100% %s of it';
    const [record] = recordsOf([line(3, text)], { level: 'external' });
    expect([record?.severityNumber, record?.body]).toEqual([17, text]);
  });
});

test.each([[false], [true]])('the body of an error has its stack too when asked for (%s)', (stackInBody) => {
  const [record] = recordsOf([line(2, `[error] too much\n${error.stack ?? ''}`, error)], { stackInBody });
  expect((record?.body as string).includes('\n    at ')).toBe(stackInBody);
  expect(record?.attributes['exception.stacktrace']).toContain('    at ');
});
