import 'reflect-metadata';
import { container as root } from 'tsyringe';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Logged, Traced } from '../../decorators/index.js';
import { MEMORY_LOGS, MEMORY_SPANS, startTelemetry } from '../../src/di/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { stopScopes } from '../support/scopes.js';

/* What each variable of the tracer changes in what comes out, against what comes out without it. */

const schema = defineSchema({
  Start: {},
  Auto: { auto: true, require: ['Start'] },
  Healthcheck: { multi: true },
  Veto: {},
  Again: { multi: true },
  Exception: { multi: true },
});

@Traced()
class Feed extends Machine.of(schema) {
  VetoEnter(): boolean {
    return false;
  }
  StartState(): void {
    return;
  }
}

@Traced()
@Logged()
class LoggedFeed extends Machine.of(schema) {}

interface Seen {
  readonly spans: readonly ReadableSpan[];
  readonly logs: readonly ReadableLogRecord[];
  readonly names: readonly string[];
}

async function seen(environment: Readonly<Record<string, string>>, work = walk): Promise<Seen> {
  const container = root.createChildContainer();
  const variables = { OTEL_TRACES_EXPORTER: 'memory', ...environment };
  const telemetry = await startTelemetry(container, { environment: variables, configFile: false });
  try {
    await work();
  } finally {
    await telemetry.shutdown();
    stopScopes();
  }
  const spans = container.resolve(MEMORY_SPANS).items;
  const logs = container.isRegistered(MEMORY_LOGS) ? container.resolve(MEMORY_LOGS).items : [];
  return { spans, logs, names: spans.map(({ name }) => name) };
}

async function walk(): Promise<void> {
  const feed = new Feed({ id: 'feed' });
  feed.add('Start', {});
  feed.add('Veto');
  feed.add('Start');
  feed.add('Healthcheck');
  feed.canAdd('Again');
  feed.add('Again');
  feed.add('Again');
  await feed.dispose();
}

const count = ({ names }: Seen, name: string): number => names.filter((each) => each === name).length;
const events = ({ spans }: Seen, name: string) =>
  spans.filter((span) => span.name === name).flatMap((span) => span.events.map((event) => event.name));
const traces = ({ spans }: Seen): number => new Set(spans.map((span) => span.spanContext().traceId)).size;
const lasts = ({ spans }: Seen, name: string): boolean => {
  const span = spans.find((each) => each.name === name);
  return span !== undefined && (span.duration[0] > 0 || span.duration[1] > 0);
};

const EFFECTS: readonly (readonly [
  variable: string,
  value: string,
  look: (seen: Seen) => unknown,
  without: unknown,
  with_: unknown,
])[] = [
  ['AM_OTEL_NAMING', 'plain', (of) => count(of, 'transitions'), 0, 1],
  ['AM_OTEL_MULTI', 'instance', (of) => count(of, '0:Again [M]'), 2, 3],
  [
    'AM_OTEL_ATTRIBUTE_KEYS',
    'legacy',
    (of) => 'asyncmachine.tx.id' in (of.spans.find(({ name }) => name === '0: [add] Start')?.attributes ?? {}),
    true,
    false,
  ],
  ['AM_OTEL_STATE_SPANS', '0', (of) => of.names.filter((name) => /^0:(?:Start|states)/.test(name)).length, 4, 0],
  ['AM_OTEL_START_RECORDS', '0', (of) => count(of, '0:Start started'), 1, 0],
  ['AM_OTEL_ROTATE_SPANS', '5', (of) => traces(of) > 1, false, true],
  ['AM_OTEL_MIN_DURATION', '1h', (of) => count(of, '0: [add] Start'), 2, 0],
  ['AM_OTEL_HANDLERS', 'spans', (of) => count(of, 'StartState'), 0, 1],
  ['AM_OTEL_GROUP_SPANS', 'lifetime', (of) => lasts(of, '0:states'), false, true],
  ['AM_OTEL_TRACE_SCOPE', 'tx', (of) => traces(of) > 1, false, true],
  ['AM_OTEL_NO_ROOT', '1', (of) => count(of, 'root'), 1, 0],
  ['AM_OTEL_TRACE_NOAUTO', '1', (of) => count(of, '0: [add] Auto') > 0, true, false],
  ['AM_OTEL_TRACE_TXS', '0', (of) => count(of, '0: [add] Start'), 2, 0],
  ['AM_OTEL_TRACE_HEALTH', '1', (of) => count(of, '0: [add] Healthcheck'), 0, 1],
  ['AM_OTEL_TRACE_CHECKS', '1', (of) => count(of, '0: [add] Again'), 2, 3],
  ['AM_OTEL_SKIP_CANCELED', '1', (of) => count(of, '0: [add] Veto'), 1, 0],
  ['AM_OTEL_SKIP_EMPTY', '1', (of) => count(of, '0: [add] Start'), 2, 1],
  ['AM_OTEL_TRACE_ALLOW_STATES', 'Again', (of) => count(of, '0:Start'), 2, 0],
  ['AM_OTEL_TRACE_ALLOW_STATES_RE', 'feed:Ag', (of) => count(of, '0:Start'), 2, 0],
  ['AM_OTEL_TRACE_SKIP_STATES', 'Start', (of) => count(of, '0:Start'), 2, 0],
  ['AM_OTEL_TRACE_SKIP_STATES_RE', ':St', (of) => count(of, '0:Start'), 2, 0],
  ['AM_OTEL_GROUPS', '1', (of) => count(of, '0:other') > 0, false, true],
  ['AM_OTEL_EVENTS_AS', 'logs', (of) => events(of, '0: [add] Start').includes('StartState'), true, true],
];

test.each(EFFECTS)('%s=%s has its effect', async (variable, value, look, without, expected) => {
  expect([look(await seen({})), look(await seen({ [variable]: value }))]).toEqual([without, expected]);
});

const WITH_LOGS = { OTEL_LOGS_EXPORTER: 'memory' };
const eventsOf = ({ logs }: Seen): readonly (string | undefined)[] => logs.map(({ eventName }) => eventName);

describe('AM_OTEL_EVENTS_AS', () => {
  test('logs: handlers are log records of their span where logs go somewhere', async () => {
    const of = await seen({ ...WITH_LOGS, AM_OTEL_EVENTS_AS: 'logs' });
    expect(events(of, '0: [add] Start')).not.toContain('StartState');
    const record = of.logs.find(({ attributes }) => attributes['asyncmachine.handler.name'] === 'StartState');
    const span = of.spans.find(({ name }) => name === '0: [add] Start');
    expect(record?.spanContext?.spanId).toBe(span?.spanContext().spanId);
  });

  test('both: they are events as well', async () => {
    const of = await seen({ ...WITH_LOGS, AM_OTEL_EVENTS_AS: 'both' });
    expect(events(of, '0: [add] Start')).toContain('StartState');
    expect(eventsOf(of)).toContain('asyncmachine.handler');
  });
});

describe('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', () => {
  const fail = (Class: typeof Feed | typeof LoggedFeed) => async (): Promise<void> => {
    const feed = new Class({ id: 'feed' });
    feed.addErr(new RangeError('far'));
    await feed.dispose();
  };
  const found = async (environment: Readonly<Record<string, string>>, Class: typeof Feed | typeof LoggedFeed) => {
    const of = await seen(environment, fail(Class));
    const records = of.logs.filter(({ attributes }) => attributes['exception.message'] === 'far');
    const told = records.map(({ eventName, severityNumber }) => [eventName, severityNumber]);
    return [events(of, '!0: [add] Exception').filter((name) => name === 'exception').length, told];
  };
  const WARNING = ['asyncmachine.transition.exception', 13];

  test.each([
    ['logs', Feed, [0, [WARNING]]],
    ['logs', LoggedFeed, [0, [WARNING]]],
    ['logs/dup', Feed, [1, [WARNING]]],
    ['logs/dup', LoggedFeed, [1, [WARNING]]],
  ] as const)(
    '%s: an exception is one log record, the same whoever logs the machine (%#)',
    async (value, Class, expected) => {
      expect(await found({ ...WITH_LOGS, OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: value }, Class)).toEqual(expected);
    },
  );

  test('where logs go nowhere, exceptions stay events', async () => {
    expect(await found({ OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'logs' }, LoggedFeed)).toEqual([1, []]);
  });

  test('without it, who logs the machine tells of an error as of any other line', async () => {
    expect(await found(WITH_LOGS, LoggedFeed)).toEqual([1, [[undefined, 17]]]);
  });
});

test.each([
  ['AM_OTEL_STATE_HEARTBEAT', '0:Start started', 1],
  ['AM_OTEL_STATE_SEGMENT', '0:Start', 2],
])('%s tells again of states that stay active', async (variable, name, once) => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  const stay = async (): Promise<void> => {
    const feed = new Feed({ id: 'feed' });
    feed.add('Start');
    jest.advanceTimersByTime(2000);
    const end = feed.dispose();
    jest.useRealTimers();
    await end;
  };
  try {
    expect(count(await seen({ [variable]: '0.5s' }, stay), name)).toBeGreaterThan(once);
  } finally {
    jest.useRealTimers();
  }
});

test.each([
  ['0.5s', 1],
  ['0', 0],
])('AM_OTEL_REST_AFTER of %s: machines to which nothing happens rest %i times', async (value, times) => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  let rests = 0;
  const idle = (): void => {
    const feed = new Feed({ id: 'feed' });
    feed.add('Start');
    Object.assign(feed.view, { rest: () => rests++ });
    jest.advanceTimersByTime(2000);
    jest.useRealTimers();
  };
  try {
    await seen({ AM_OTEL_REST_AFTER: value }, () => {
      idle();
      return Promise.resolve();
    });
    expect(rests).toBe(times);
  } finally {
    jest.useRealTimers();
  }
});
