import { Machine, args, defineSchema, instrument, secret } from 'statescope';
import type { EventOf, TracedOptions } from 'statescope';
import { OtelTraces, RecordingSink, ReferenceTraces } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions, RecordedSpan } from '../../../src/exporters/otel-traces/index.js';
import { selectionOf } from '../../../src/instrument/index.js';
import { Traced } from './support.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Load: { multi: true, args: args<{ url: string; ms?: number; token?: unknown }>() },
  Shut: {},
  Locked: { require: ['Start'] },
  Broken: {},
  Healthcheck: { multi: true },
});

interface Marks {
  readonly traced?: true | TracedOptions;
  readonly handlers?: Readonly<Record<string, { readonly traced: boolean | TracedOptions }>>;
}

/** A machine of a class with these marks, traced. */
function made(marks: Marks, options: Partial<OtelTracesOptions> = {}) {
  const traced = new Traced(options);
  class Feed extends Machine.of(schema) {
    StartEnter() {
      return true;
    }
    LoadEnter() {
      return true;
    }
    LoadState(event: EventOf<typeof schema, 'Load'>) {
      traced.clock.advance(event.args.ms ?? 0);
      return { size: event.args.url.length, body: `body of ${event.args.url}` };
    }
    ShutEnter() {
      return false;
    }
    BrokenState() {
      throw new TypeError('broken on purpose');
    }
  }
  instrument(Feed, { traced: true, ...marks } as Parameters<typeof instrument<typeof Feed>>[1]);
  const feed = new Feed({ id: 'feed' });
  feed.bindTracer(traced.tracer, selectionOf(Feed, 'traced'));
  return { traced, feed };
}

const transitions = (traced: Traced): readonly string[] => traced.names.filter((name) => name.includes(': ['));
const stateNames = (traced: Traced): readonly string[] =>
  [...new Set(traced.sink.spans.flatMap((span) => span.attributes['asyncmachine.state.name'] ?? []))] as string[];
const eventOf = (span: RecordedSpan, name: string) => span.events.find((event) => event.name === name);

describe('a handler mark', () => {
  it('can make an event with arguments and results of it, under a name', () => {
    const { traced, feed } = made({
      handlers: { LoadState: { traced: { as: 'event', name: 'loading', args: ['url'], result: ['size'] } } },
    });
    feed.add('Load', { url: 'a/b' });
    expect(traced.all('LoadState')).toEqual([]);
    const event = eventOf(traced.span('0: [add] Load'), 'loading');
    expect(event?.attributes).toMatchObject({ 'args.url': 'a/b', 'asyncmachine.handler.result.size': '3' });
    expect(JSON.stringify(event)).not.toContain('body');
  });

  it('names its span', () => {
    const { traced, feed } = made({ handlers: { LoadState: { traced: { name: 'work', result: true } } } });
    feed.add('Load', { url: 'a' });
    expect(traced.span('work').attributes['asyncmachine.handler.result']).toBe('[Object]');
    expect(traced.all('LoadState')).toEqual([]);
  });

  it('shows a transition of a class without a mark, be it as an event', () => {
    const traced = new Traced();
    class Bare extends Machine.of(schema) {
      StartEnter() {
        return true;
      }
    }
    instrument(Bare, { handlers: { StartEnter: { traced: { as: 'event' } } } });
    const bare = new Bare({ id: 'bare' });
    bare.bindTracer(traced.tracer, selectionOf(Bare, 'traced'));
    bare.add('Shut');
    expect(traced.names).toEqual([]);
    bare.add('Start');
    expect(transitions(traced)).toEqual(['0: [add] Start']);
    expect(traced.events(traced.span('0: [add] Start'))).toEqual(['StartEnter']);
  });
});

describe('arguments', () => {
  it('are cut to 20 characters, or as the mark says', () => {
    const url = 'https://example.org/a/long/path';
    const short = made({ traced: { args: ['url'] } });
    short.feed.add('Load', { url });
    expect(short.traced.span('0: [add] Load').attributes['args.url']).toBe('https://example.o...');
    const long = made({ traced: { args: ['url'], argLength: 100 } });
    long.feed.add('Load', { url });
    expect(long.traced.span('0: [add] Load').attributes['args.url']).toBe(url);
  });

  it('hide a secret in another argument before they are cut', () => {
    const { traced, feed } = made({ traced: { args: ['url', 'token'] } });
    feed.add('Load', { url: 'x?token=abcdefghijklmnopqrst', token: secret('abcdefghijklmnopqrst') });
    const { attributes } = traced.span('0: [add] Load');
    expect(attributes['args.url']).toBe('x?token=[secret]');
    expect(attributes['args.token']).toBe('[secret]');
  });

  it.each([
    ['ours', (sink: RecordingSink) => new OtelTraces({ sink, logArgs: true })],
    ['that of the reference', (sink: RecordingSink) => new ReferenceTraces({ sink })],
  ])('that log lines show hide secrets in each other, too: %s', (_, tracerOf) => {
    const sink = new RecordingSink();
    const feed = new (Machine.of({ Load: {} }))({ tracers: [tracerOf(sink)], logArgs: ['url', 'token'] });
    feed.add('Load', { url: '/?t=abcdef', token: secret('abcdef') });
    const { attributes } = sink.spans.find(({ name }) => name.endsWith('[add] Load')) as RecordedSpan;
    expect([attributes['args.url'], attributes['args.token']]).toEqual(['/?t=[secret]', '"[secret]"']);
  });
});

describe('which handlers show', () => {
  it.each([
    ['events', [], ['LoadEnter', 'LoadState']],
    ['spans', ['LoadEnter', 'LoadState'], []],
    ['both', ['LoadEnter', 'LoadState'], ['LoadEnter', 'LoadState']],
    ['off', [], []],
  ] as const)('%s', (handlers, spans, events) => {
    for (const { traced, feed } of [made({ traced: { handlers } }), made({}, { handlers })]) {
      feed.add('Load', { url: 'a' });
      expect(traced.names.filter((name) => name.startsWith('Load'))).toEqual(spans);
      expect(traced.events(traced.span('0: [add] Load'))).toEqual(events);
    }
  });

  it('as the tracer was set, whatever the mark says', () => {
    const { traced, feed } = made({ traced: { handlers: 'spans' } }, { handlers: 'off' });
    feed.add('Load', { url: 'a' });
    expect(traced.all('LoadState')).toEqual([]);
  });
});

describe('which transitions show', () => {
  it.each<[string, TracedOptions, readonly string[]]>([
    ['without options', {}, ['0: [add] Start', '0: [add] Ready', '0: [add] Shut', '0: [remove] Locked']],
    ['but auto ones', { auto: false }, ['0: [add] Start', '0: [add] Shut', '0: [remove] Locked']],
    ['but canceled ones', { canceled: false }, ['0: [add] Start', '0: [add] Ready', '0: [remove] Locked']],
    ['but empty ones', { empty: false }, ['0: [add] Start', '0: [add] Ready', '0: [add] Shut']],
    [
      'and checks and health',
      { checks: true, health: true },
      [
        '0: [add] Start',
        '0: [add] Ready',
        '0: [add] Locked',
        '0: [add] Healthcheck',
        '0: [add] Shut',
        '0: [remove] Locked',
      ],
    ],
  ])('all, %s', (_, options, names) => {
    const { traced, feed } = made({ traced: options });
    feed.add('Start');
    feed.canAdd('Locked');
    feed.add('Healthcheck');
    feed.add('Shut');
    feed.remove('Locked');
    expect(transitions(traced)).toEqual(names);
  });

  it('as the tracer was set, whatever the mark says', () => {
    const { traced, feed } = made({ traced: { canceled: true, auto: true } }, { skipCanceled: true, skipAuto: true });
    feed.add('Start');
    feed.add('Shut');
    expect(transitions(traced)).toEqual(['0: [add] Start']);
  });

  it('those that took long enough, and those that failed', () => {
    const { traced, feed } = made({ traced: { minDurationMs: 10 } });
    feed.add('Load', { url: 'a', ms: 9 });
    feed.add('Load', { url: 'a', ms: 10 });
    feed.add('Broken');
    expect(transitions(traced)).toHaveLength(3);
    expect(traced.all('0: [add] Load')).toHaveLength(1);
    expect(traced.all('0: [add] Broken')).toHaveLength(1);
  });
});

describe('a span that is made at the end', () => {
  it('has the start, the events, the links and the identity that any other has', () => {
    const plain = made({});
    const late = made({ traced: { canceled: false } });
    for (const { traced, feed } of [plain, late]) {
      feed.add('Start');
      traced.clock.advance(5);
      feed.add('Load', { url: 'a', ms: 7 });
    }
    const [a, b] = [plain, late].map(({ traced }) => {
      const span = traced.span('0: [add] Load');
      const attributes = { ...span.attributes, tx_id: '', 'asyncmachine.tx.id': '' };
      return { ...span, context: undefined, attributes, links: traced.links(span), parent: traced.path(span) };
    });
    expect(JSON.stringify(b)).toBe(JSON.stringify(a));
  });

  it('is made at once below a handler with a span of its own, and then kept', () => {
    const { traced, feed } = made({
      traced: { canceled: false },
      handlers: { ShutEnter: { traced: true } },
    });
    feed.add('Shut');
    expect(traced.path(traced.span('ShutEnter'))).toContain('0: [add] Shut > ShutEnter');
    expect(traced.span('0: [add] Shut').endMs).toBeDefined();
  });

  it('is no source to link to when it was not made', () => {
    const { traced, feed } = made({ traced: { canceled: false } });
    feed.add('Shut');
    expect(transitions(traced)).toEqual([]);
    expect(stateNames(traced)).toEqual([]);
  });
});

describe('sampling', () => {
  const run = (sample: NonNullable<TracedOptions['sample']>) => {
    const { traced, feed } = made({ traced: { sample } });
    for (let i = 0; i < 1000; i++) feed.add('Load', { url: 'a', ms: i % 100 === 0 ? 50 : 0 });
    for (let i = 0; i < 10; i++) feed.add('Shut');
    feed.add('Broken');
    return (name: string) => transitions(traced).filter((each) => each.endsWith(name)).length;
  };

  it('keeps the share that was asked for, and all that failed or was vetoed', () => {
    const count = run(0.2);
    expect(count('Load')).toBeGreaterThan(120);
    expect(count('Load')).toBeLessThan(280);
    expect([count('Shut'), count('Broken'), count('Exception')]).toEqual([10, 1, 1]);
  });

  it('keeps nothing but failures, vetoes and slow ones at a ratio of 0', () => {
    const count = run({ ratio: 0, slowMs: 50 });
    expect([count('Load'), count('Shut'), count('Broken')]).toEqual([10, 10, 1]);
  });

  it('lets go of failures and vetoes when asked to', () => {
    const count = run({ ratio: 0, errors: false, vetoes: false });
    expect([count('Load'), count('Shut'), count('Broken'), count('Exception')]).toEqual([0, 0, 0, 0]);
  });

  it('leaves the states alone', () => {
    const { traced, feed } = made({ traced: { sample: 0 } });
    feed.add('Start');
    expect(transitions(traced)).toEqual([]);
    expect(stateNames(traced)).toEqual(['Start', 'Ready']);
  });
});

describe('which states show', () => {
  it('those that are allowed and not skipped', () => {
    const { traced, feed } = made({
      traced: { states: { allow: ['Start', 'feed:Ready', /:Load$/], skip: ['Start'] } },
    });
    feed.add('Start');
    feed.add('Load', { url: 'a' });
    expect(stateNames(traced)).toEqual(['Ready', 'Load']);
    const linked = traced.links(traced.span('0: [add] Start'));
    expect(linked.filter((link) => link.startsWith('state'))).toEqual([]);
  });

  it('also of those that were active before anybody looked', () => {
    const traced = new Traced();
    class Feed extends Machine.of(schema) {}
    instrument(Feed, { traced: { states: { skip: ['Ready'] } } });
    const feed = new Feed({ id: 'feed' });
    feed.add('Start');
    feed.bindTracer(traced.tracer, selectionOf(Feed, 'traced'));
    expect(stateNames(traced)).toEqual(['Start']);
  });
});

describe('the name of a class', () => {
  it('stands in the attributes of its machines', () => {
    const { traced } = made({ traced: { name: 'feeds' } });
    expect(traced.span('mach:0:feed').attributes['asyncmachine.machine.class']).toBe('feeds');
  });
});

describe('errors', () => {
  it('show their type alone where the class or the handler says so', () => {
    const marks: Marks[] = [
      { traced: { errors: 'type' } },
      { handlers: { BrokenState: { traced: { errors: 'type' } } } },
    ];
    const [whole, handler] = marks.map((each) => {
      const { traced, feed } = made(each);
      feed.add('Broken');
      return traced;
    });
    expect(JSON.stringify(whole?.sink.spans)).not.toContain('on purpose');
    expect(whole?.span('!0: [add] Exception').failure).toBe('TypeError');
    expect(handler?.span('BrokenState').failure).toBe('TypeError');
    expect(handler?.span('!0: [add] Exception').failure).toBe('broken on purpose');
  });
});
