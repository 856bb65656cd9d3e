import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Machine, defineSchema, secret } from 'statescope';
import type { Handlers } from 'statescope';
import { eventRecords } from '../../../src/exporters/otel-traces/index.js';
import type { EventRecord, OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { Traced, selection } from './support.js';

const schema = defineSchema({ A: {}, B: { multi: true }, C: {}, D: {}, Fails: {} });
class Feed
  extends Machine.of(schema, { groups: { first: ['A', 'B'], second: ['B', 'C'] } })
  implements Handlers<typeof schema>
{
  onA: (() => void) | undefined;
  AEnter(): void {
    this.onA?.();
  }
  AState(): void {
    this.onA?.();
  }
  FailsState(): void {
    throw new RangeError('boom');
  }
}

function made(options: Partial<OtelTracesOptions> = {}): { readonly traced: Traced; readonly feed: Feed } {
  const traced = new Traced(options);
  return { traced, feed: new Feed({ id: 'feed', tracers: [traced.tracer], logArgs: ['name', 'token'] }) };
}

describe('plain names', () => {
  it('have no index, and call what failed an exception', () => {
    const { traced, feed } = made({ naming: 'plain' });
    feed.add(['A', 'B']);
    feed.addErr(new Error('boom'));
    for (const name of ['mach:feed', 'states', 'transitions', 'A', 'B', 'B started', '[add] A B', 'exception']) {
      expect(traced.names).toContain(name);
    }
    expect(traced.names.filter((name) => /\d|!|\[M\]/.test(name))).toEqual([]);
    expect(traced.span('[add] A B').attributes['mutation']).toBe('[add] A B');
  });
});

describe('groups of states', () => {
  it('stand between the states and their names, the first that has a state', () => {
    const { traced, feed } = made({ groups: true });
    feed.add(['A', 'B', 'C', 'D']);
    const paths = traced.sink.spans.map((span) => traced.path(span));
    expect(paths).toEqual(
      expect.arrayContaining([
        'mach:0:feed > 0:states > 0:first > 0:A > 0:A',
        'mach:0:feed > 0:states > 0:first > 0:B [M] > 0:B [M]',
        'mach:0:feed > 0:states > 0:second > 0:C > 0:C',
        'mach:0:feed > 0:states > 0:other > 0:D > 0:D',
      ]),
    );
    expect(traced.span('0:B [M]', 1).attributes['asyncmachine.state.groups']).toEqual(['first', 'second']);
  });

  it('limit states, and transitions to those that call or change one that shows', () => {
    const { traced, feed } = made({ groups: true, onlyGroups: ['second'] });
    feed.add('A');
    feed.add('D');
    feed.add('C');
    expect(traced.names.filter((name) => /^0:[A-D]/.test(name))).toEqual(['0:C', '0:C', '0:C started']);
    expect(traced.names.filter((name) => name.includes('['))).toEqual(['0: [add] C']);
  });

  it('let single states show alone', () => {
    const { traced, feed } = made({ groups: true, onlyGroupStates: ['A'] });
    feed.add(['A', 'B', 'C']);
    expect(traced.names.filter((name) => name.endsWith(' started'))).toEqual(['0:A started']);
  });
});

describe('the phases of a transition', () => {
  it('are told apart by an event and by two durations', () => {
    const { traced, feed } = made();
    feed.onA = () => {
      traced.clock.advance(5);
    };
    feed.add('A');
    const span = traced.span('0: [add] A');
    const finals = span.events.find(({ name }) => name === 'finals');
    expect(finals?.timeMs).toBe(span.startMs + 5);
    expect(span.attributes).toMatchObject({ 'asyncmachine.tx.negotiation_ms': 5, 'asyncmachine.tx.final_ms': 5 });
  });
});

describe('states that stay active', () => {
  it('are told of again at every heartbeat', async () => {
    const traced = new Traced({ stateHeartbeatMs: 1000 });
    const tracer = new Traced({ stateHeartbeatMs: 1000, clock: traced.clock.now, timers: traced.clock }, traced.sink)
      .tracer;
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    feed.add('A');
    traced.clock.advance(3500);
    expect(traced.all('0:A started').map(({ startMs }) => startMs - traced.clock.now() + 3500)).toEqual([
      0, 1000, 2000, 3000,
    ]);
    expect(traced.span('0:A started', 3).attributes['tx_id']).toBe(traced.span('0:A started').attributes['tx_id']);
    await tracer.shutdown();
    expect(traced.clock.pendingTimers).toBe(0);
  });

  it('go on in segments when they last', () => {
    const traced = new Traced();
    const { tracer } = new Traced({ stateSegmentMs: 1000, clock: traced.clock.now, timers: traced.clock }, traced.sink);
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    feed.add('A');
    traced.clock.advance(2000);
    const [, first, second, third] = traced.all('0:A');
    expect([first?.endMs, second?.startMs]).toEqual([second?.startMs, (first?.startMs ?? 0) + 1000]);
    expect(traced.links(third as never)).toEqual(['continuation 0:A']);
    expect(third?.attributes['asyncmachine.state.segment']).toBe(3);
  });

  it('go on in a segment before an SDK would drop events', () => {
    const { traced, feed } = made();
    for (let i = 0; i < 300; i++) feed.add('B');
    const segments = traced.all('0:B [M]').slice(1);
    expect(segments).toHaveLength(3);
    expect(segments.reduce((sum, { events }) => sum + events.length, 0)).toBe(300);
    expect(Math.max(...segments.map(({ events }) => events.length))).toBeLessThanOrEqual(128);
  });

  it('have a span for every entry of a Multi state where that is asked for', () => {
    const { traced, feed } = made({ multi: 'instance' });
    feed.add('B');
    feed.add('B');
    const instances = traced.all('0:B [M]').slice(1);
    expect(instances.map(({ endMs }) => endMs !== undefined)).toEqual([true, false]);
  });
});

describe('exceptions', () => {
  const recorded = (options: Partial<OtelTracesOptions>) => {
    const records: EventRecord[] = [];
    const { traced, feed } = made({ records: (record) => records.push(record), ...options });
    feed.add('Fails');
    feed.addErr(new Error('mine'));
    const events = traced.all('!0: [add] Exception').flatMap((span) => traced.events(span));
    return { records, events: events.filter((name) => name === 'exception') };
  };

  it.each([
    ['events', 2, 0],
    ['logs', 0, 2],
    ['logs/dup', 2, 2],
  ] as const)('%s', (exceptions, events, records) => {
    const found = recorded({ exceptions });
    expect([found.events.length, found.records.length]).toEqual([events, records]);
  });

  it('are errors when a handler threw them, warnings when the program added them', () => {
    const { records } = recorded({ exceptions: 'logs' });
    expect(records.map(({ name, severity }) => [name, severity])).toEqual([
      ['asyncmachine.transition.exception', 'error'],
      ['asyncmachine.transition.exception', 'warn'],
    ]);
    expect(records[0]?.attributes).toMatchObject({ 'exception.type': 'RangeError', 'exception.message': 'boom' });
  });

  it('reach a logger as named events of their span', () => {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    const { traced, feed } = made({ exceptions: 'logs', records: eventRecords(provider.getLogger('test')) });
    feed.addErr(new Error('mine'));
    const [record] = exporter.getFinishedLogRecords();
    expect(record?.eventName).toBe('asyncmachine.transition.exception');
    expect(record?.spanContext?.spanId).toBe(traced.span('!0: [add] Exception').context.spanId);
  });
});

describe('handlers as records', () => {
  it.each([
    ['span', 2, 0],
    ['logs', 0, 2],
    ['both', 2, 2],
  ] as const)('%s', (eventsAs, events, count) => {
    const records: EventRecord[] = [];
    const { traced, feed } = made({ eventsAs, records: (record) => records.push(record) });
    feed.add('A');
    expect(traced.events(traced.span('0: [add] A'))).toHaveLength(events);
    expect(records.map(({ attributes }) => attributes['asyncmachine.handler.name'])).toEqual(
      ['AEnter', 'AState'].slice(0, count),
    );
  });
});

describe('arguments of log lines', () => {
  it('show when asked for, but for what is secret', () => {
    const { traced, feed } = made({ logArgs: true });
    feed.add('A', { name: 'joe', token: secret('hidden-text'), other: 1 });
    const { attributes } = traced.span('0: [add] A');
    expect(attributes['args.name']).toBe('joe');
    expect(attributes['args.other']).toBeUndefined();
    expect(JSON.stringify(attributes)).not.toContain('hidden-text');
  });

  it('hide what a mark calls secret', () => {
    const traced = new Traced({ logArgs: true });
    const feed = new Feed({ id: 'feed', logArgs: ['token'] });
    feed.bindTracer(traced.tracer, selection({ options: { secret: ['token'] } }));
    feed.add('A', { token: 'hidden text' });
    expect(JSON.stringify(traced.span('0: [add] A').attributes)).not.toContain('hidden');
  });

  it('do not show by themselves', () => {
    const { traced, feed } = made();
    feed.add('A', { name: 'joe' });
    expect(traced.span('0: [add] A').attributes['args.name']).toBeUndefined();
  });
});
