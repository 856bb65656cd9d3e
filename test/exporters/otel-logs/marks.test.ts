import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Machine, args, defineSchema, instrument, setOptions } from 'statescope';
import type { EventOf, LoggedOptions } from 'statescope';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import { selectionOf } from '../../../src/instrument/index.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Load: { multi: true, args: args<{ url: string; pin?: string }>() },
  Broken: {},
  Healthcheck: { multi: true },
});

interface Marks {
  readonly logged?: true | LoggedOptions;
  readonly handlers?: Readonly<Record<string, { readonly logged: boolean | LoggedOptions }>>;
}

/** A machine of a class with these marks, logged. */
function made(marks: Marks, logArgs: readonly string[] = []) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  class Feed extends Machine.of(schema) {
    LoadState(event: EventOf<typeof schema, 'Load'>) {
      return { size: event.args.url.length };
    }
    BrokenState() {
      throw new TypeError('broken on purpose');
    }
  }
  instrument(Feed, { logged: true, ...marks } as Parameters<typeof instrument<typeof Feed>>[1]);
  const feed = new Feed({ id: 'feed', logArgs });
  const logs = new OtelLogs({ logger: provider.getLogger('test') });
  feed.bindTracer(logs, selectionOf(Feed, 'logged'));
  const records = () => exporter.getFinishedLogRecords();
  return { feed, logs, records, bodies: () => records().map(({ body }) => body) };
}

it('lines carry the arguments that the class allows, cut', () => {
  const { feed, records } = made({ logged: { args: ['url'] } });
  feed.add('Load', { url: 'https://example.org/a/long/path', pin: '1234' });
  expect(records()[0]?.attributes['args.url']).toBe('https://example.o...');
  expect(JSON.stringify(records().map(({ attributes }) => attributes))).not.toContain('1234');
});

it('the line of a handler has its name, and the arguments and results its mark allows', () => {
  const { feed, records } = made({
    handlers: { LoadState: { logged: { name: 'loading', args: ['url'], result: ['size'] } } },
  });
  feed.add('Load', { url: 'abc' });
  const line = records().find(({ body }) => typeof body === 'string' && body.startsWith('[handler]'));
  expect(line?.body).toMatch(/^\[handler\] loading ok in /);
  expect(line?.attributes).toMatchObject({ 'args.url': 'abc', 'asyncmachine.handler.result.size': '3' });
});

it('a class is called as its mark says', () => {
  const { feed, records } = made({ logged: { name: 'feeds' } });
  feed.add('Start');
  expect(records()[0]?.attributes['asyncmachine.machine.class']).toBe('feeds');
});

it('what the machine lets into its lines is hidden where the mark calls it secret', () => {
  const { feed, bodies } = made({ logged: { secret: ['pin'] } }, ['url', 'pin']);
  feed.add('Load', { url: 'a', pin: 'one two three four five' });
  feed.add('Load', { url: 'b 12', pin: '12' });
  expect(bodies()).toEqual(['[state] +Load (pin=[secret] url=a)', '[state] +Load (pin=[secret] url=b [secret])']);
});

it.each<[string, LoggedOptions, readonly string[]]>([
  ['all', {}, ['[state] +Start', '[auto_] +Ready', '[state] +Healthcheck', '[state] +Load']],
  ['those of auto transitions', { auto: false }, ['[state] +Start', '[state] +Healthcheck', '[state] +Load']],
  ['those of health', { health: false }, ['[state] +Start', '[auto_] +Ready', '[state] +Load']],
  [
    'those of states that are skipped',
    { states: { skip: ['Load', /Ready/] } },
    ['[state] +Start', '[state] +Healthcheck'],
  ],
])('of all lines, without %s', (_, options, lines) => {
  const { feed, bodies } = made({ logged: options });
  feed.add('Start');
  feed.add('Healthcheck');
  feed.add('Load', { url: 'a' });
  expect(bodies()).toEqual(lines);
});

it('level `nothing` leaves the lines of handlers with a mark of their own alone, and says so to the traces', () => {
  const { feed, bodies, logs } = made({ logged: { level: 'nothing' }, handlers: { LoadState: { logged: true } } });
  feed.add('Start');
  feed.add('Broken');
  feed.addErr(new Error('by hand'));
  feed.remove('Exception');
  setOptions(feed, { queueLimit: 0 });
  feed.add('Start');
  setOptions(feed, { queueLimit: 9 });
  feed.add('Load', { url: 'a' });
  expect(bodies()).toEqual([expect.stringMatching(/^\[handler\] LoadState ok/)]);
  expect(logs.logs(feed.view)).toBe(false);
});

it('errors are told whatever is left out, in the words that the policy allows', () => {
  const skip = { states: { skip: ['Broken', 'Exception'] } };
  const full = made({ logged: skip });
  const brief = made({ logged: { ...skip, errors: 'type' } });
  const redacted = made({ logged: { ...skip, errors: (text) => text.replace('on purpose', '...') } });
  const failing = made({
    logged: {
      ...skip,
      errors: () => {
        throw new Error('redactor');
      },
    },
  });
  for (const each of [full, brief, redacted, failing]) each.feed.add('Broken');
  expect(full.bodies()).toEqual(['[error] broken on purpose']);
  expect(brief.bodies()).toEqual(['[error] TypeError']);
  expect(redacted.bodies()).toEqual(['[error] broken ...']);
  expect(failing.bodies()).toEqual(['[error] TypeError']);
  expect(full.records()[0]?.attributes['exception.stacktrace']).toContain('on purpose');
  expect(brief.records()[0]?.attributes).not.toHaveProperty('exception.stacktrace');
});
