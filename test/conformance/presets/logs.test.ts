import { SeverityNumber } from '@opentelemetry/api-logs';
import { Machine, defineSchema, exceptionHandlers } from '../../../src/index.js';
import type { LogLevel, MachineEvent } from '../../../src/index.js';
import type { LogRecord } from '../../../src/di/index.js';
import { PRESETS, run, spanOf } from './run.js';

const schema = defineSchema({ A: {}, B: { auto: true, require: ['A'] } });

class Feed extends Machine.of(schema) {
  AState(event: MachineEvent): void {
    event.machine.log('100% of %s and %d');
  }
}

const LOG_LEVELS = ['nothing', 'external', 'changes', 'ops', 'decisions', 'everything'] as const;

const bodyOf = ({ body }: LogRecord): string => (typeof body === 'string' ? body : '');

/** Level of the machine's lines, number, text, and text in the reference where that differs. */
const severities: readonly (readonly [string, RegExp, SeverityNumber, string, string?])[] = [
  ['external', /^\[exter\]/, SeverityNumber.INFO4, 'external', 'changes'],
  ['changes', /^\[state\] \+A/, SeverityNumber.INFO3, 'changes'],
  ['ops', /^\[add\] A/, SeverityNumber.INFO, 'ops'],
  ['decisions', /^\[add:auto\] B/, SeverityNumber.TRACE4, 'decisions'],
  ['error', /^\[error\] broken/, SeverityNumber.ERROR, 'error', ''],
];

describe.each(PRESETS)('under preset %s, log records (14)', (preset) => {
  it('have the severity of their line', async () => {
    const ran = await run(
      preset,
      () => {
        const feed = new Feed({ id: 'feed', logLevel: 5 });
        feed.bindHandlers(exceptionHandlers);
        feed.add('A');
        feed.addErr(new Error('broken'));
      },
      { logs: { level: 'everything' } },
    );
    for (const [name, line, severityNumber, text, inReference = text] of severities) {
      const records = ran.logs.filter((record) => line.test(bodyOf(record)));
      const severityText = (preset === 'go' ? inReference : text) || undefined;
      const found = records.map((record) => [name, record.severityNumber, record.severityText]);
      expect(found).toContainEqual([name, severityNumber, severityText]);
    }
  });

  it.each(LOG_LEVELS.map((level, number) => [level, number] as const))('go up to level %s', async (level, number) => {
    const program = (): void => {
      const feed = new Feed({ id: 'feed' });
      // In the reference nothing but the level of the machine counts.
      if (preset === 'go') feed.setLogLevel(number as LogLevel);
      feed.add('A');
    };
    const ran = await run(preset, program, preset === 'go' ? {} : { logs: { level } });
    const tags = ['[exter]', '[state]', '[add] A', '[add:auto] B'];
    const shown = tags.filter((tag) => ran.logs.some((record) => bodyOf(record).startsWith(tag)));
    expect(shown).toEqual(tags.slice(0, number));
  });

  it('leave per cent signs in data alone', async () => {
    const ran = await run(preset, () => new Feed({ id: 'feed' }).add('A'), { logs: { level: 'changes' } });
    expect(ran.logs.map(({ body }) => body)).toContain('[exter] 100% of %s and %d');
  });

  it('of errors are there once, with what was thrown', async () => {
    const program = (): void => {
      const feed = new Feed({ id: 'feed', logLevel: 2 });
      feed.bindHandlers(exceptionHandlers);
      feed.addErr(new RangeError('too far'));
    };
    const ran = await run(preset, program, { logs: { level: 'changes' } });
    const errors = ran.logs.filter(({ severityNumber }) => severityNumber === SeverityNumber.ERROR);
    expect(errors).toHaveLength(1);
    if (preset === 'default') {
      expect(errors[0]?.attributes).toMatchObject({ 'exception.type': 'RangeError', 'exception.message': 'too far' });
    }
  });

  it('name the machine, and the span they belong to', async () => {
    const ran = await run(preset, () => new Feed({ id: 'feed' }).add('A'), { logs: { level: 'changes' } });
    const [line] = ran.logs.filter((record) => bodyOf(record).startsWith('[state]'));
    expect(line?.attributes).toMatchObject({ 'asyncmachine.id': 'feed' });
    const span = spanOf(ran, preset === 'go' ? 'mach:0:feed' : '0: [add] A');
    expect(line?.spanContext).toMatchObject({ spanId: span.spanContext().spanId });
  });
});
