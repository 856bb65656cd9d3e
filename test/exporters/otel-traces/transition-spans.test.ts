import { Machine, args, defineSchema } from 'statescope';
import type { EventOf, Handlers } from 'statescope';
import { Traced, selection } from './support.js';

const schema = defineSchema({
  Auto: { auto: true, require: ['Start'] },
  ErrDisk: {},
  Fetch: { args: args<{ url: string; body: object }>() },
  Need: { require: ['Start'] },
  Start: {},
  Veto: {},
});
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  VetoEnter(): boolean {
    return false;
  }
}

function feedOf(traced: Traced, id = 'feed'): Feed {
  return new Feed({ id, tracers: [traced.tracer] });
}

describe('transition spans', () => {
  it('name the called states in index order and say what changed', () => {
    const traced = new Traced();
    feedOf(traced).add(['Start', 'ErrDisk']);
    const span = traced.span('0: [add] ErrDisk Start');
    expect(span.attributes).toMatchObject({
      mutation: '0: [add] ErrDisk Start',
      time_before: 0,
      time_after: 2,
      states_diff: '+ErrDisk +Start',
      accepted: true,
      auto: false,
      'asyncmachine.tx.mutation.type': 'add',
      'asyncmachine.tx.called': ['ErrDisk', 'Start'],
      'asyncmachine.tx.added': ['ErrDisk', 'Start'],
      'asyncmachine.tx.removed': [],
      'asyncmachine.tx.result': 'executed',
      'asyncmachine.tx.check': false,
      'asyncmachine.tx.auto': false,
    });
    expect(span.attributes['steps_count']).toBeGreaterThan(0);
    expect(span.failure).toBeUndefined();
  });

  it('carry only the keys that were asked for', () => {
    const legacy = new Traced({ attributeKeys: 'legacy' });
    feedOf(legacy).add('Start');
    expect(Object.keys(legacy.span('0: [add] Start').attributes).filter((key) => key.includes('asyncmachine'))).toEqual(
      [],
    );
    const namespaced = new Traced({ attributeKeys: 'namespaced' });
    feedOf(namespaced).add('Start');
    expect(namespaced.span('0: [add] Start').attributes).not.toHaveProperty('tx_id');
    expect(namespaced.span('0: [add] Start').attributes).toHaveProperty(['asyncmachine.tx.id']);
  });

  it('mark auto transitions, or leave them out', () => {
    const shown = new Traced();
    feedOf(shown).add('Start');
    expect(shown.span('0: [add] Auto').attributes).toMatchObject({ auto: true, 'asyncmachine.tx.auto': true });
    const hidden = new Traced({ skipAuto: true });
    feedOf(hidden).add('Start');
    expect(hidden.all('0: [add] Auto')).toEqual([]);
    expect(hidden.all('0:Auto')).toHaveLength(2);
  });

  it('tell what vetoed a canceled transition, which is no error', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Veto');
    feed.add('Need');
    const veto = traced.span('0: [add] Veto');
    expect(veto.attributes).toMatchObject({
      accepted: false,
      states_diff: '',
      time_after: 0,
      'asyncmachine.tx.result': 'canceled',
      'asyncmachine.tx.canceled_by': 'VetoEnter',
      'asyncmachine.tx.canceled_reason': 'handler',
    });
    expect(veto.failure).toBeUndefined();
    expect(traced.span('0: [add] Need').attributes).toMatchObject({
      'asyncmachine.tx.canceled_by': 'Start',
      'asyncmachine.tx.canceled_reason': 'require',
    });
  });

  it('hide checks, or mark them', () => {
    const hidden = new Traced();
    feedOf(hidden).canAdd('Start');
    expect(hidden.names).toEqual(['mach:0:feed', '0:states', '0:transitions']);
    const shown = new Traced({ skipChecks: false });
    feedOf(shown).canAdd('Start');
    expect(shown.span('0: [add] Start').attributes['asyncmachine.tx.check']).toBe(true);
    expect(shown.all('0:Start')).toEqual([]);
  });

  it('disappear with their group when they are off, while states stay', () => {
    const traced = new Traced({ skipTransitions: true });
    feedOf(traced).add('Start');
    expect(traced.names).not.toContain('0:transitions');
    expect(traced.names.filter((name) => name.startsWith('0: '))).toEqual([]);
    expect(traced.span('0:Start', 1).attributes['tx_id']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('let out only the arguments that the class mark names, cut to 20 characters', () => {
    const silent = new Traced();
    feedOf(silent).add('Fetch', { url: 'https://secret.example.org', body: {} });
    expect(JSON.stringify(silent.sink.spans)).not.toContain('secret');
    const traced = new Traced();
    const feed = new Feed({ id: 'feed' });
    feed.bindTracer(traced.tracer, selection({ options: { args: ['url', 'missing'] } }));
    feed.add('Fetch', { url: 'https://example.org/feed', body: {} });
    const { attributes } = traced.span('0: [add] Fetch');
    expect(Object.keys(attributes).filter((key) => key.startsWith('args.'))).toEqual(['args.url']);
    expect(attributes['args.url']).toBe('https://example.o...');
  });

  it('that end with the tracer say what is known of the transition by then', () => {
    const traced = new Traced();
    class Quits extends Machine.of(schema) {
      StartState(): void {
        this.detachTracer(traced.tracer.id);
      }
    }
    new Quits({ id: 'feed', tracers: [traced.tracer] }).add('Start');
    const { attributes, endMs } = traced.span('0: [add] Start');
    expect(endMs).toBeDefined();
    expect(attributes).toMatchObject({ mutation: '0: [add] Start', 'asyncmachine.tx.called': ['Start'], auto: false });
    expect(attributes['tx_id']).toBe(attributes['asyncmachine.tx.id']);
    expect(attributes).not.toHaveProperty('accepted');
    expect(Object.keys(attributes)).not.toContain('asyncmachine.tx.result');
  });

  it('mark the transition that brings an error, and only that', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    class DiskError extends Error {}
    feed.addErr(new DiskError('disk is full'), 'ErrDisk');
    feed.add('Start');
    const span = traced.span('!0: [add] ErrDisk Exception');
    expect(span.failure).toBe('disk is full');
    expect(span.attributes).toMatchObject({
      mutation: '0: [add] ErrDisk Exception',
      error: 'disk is full',
      'error.type': 'DiskError',
    });
    const [exception, ...more] = span.events.filter((event) => event.name === 'exception');
    expect(exception?.attributes).toMatchObject({
      'exception.type': 'DiskError',
      'exception.message': 'disk is full',
      'exception.stacktrace': expect.stringContaining('transition-spans.test') as string,
    });
    expect(more).toEqual([]);
    expect(traced.names).toContain('0: [add] Start');
  });

  it('mark an activation of Exception that carries no error', () => {
    const traced = new Traced();
    feedOf(traced).add('Exception');
    const span = traced.span('!0: [add] Exception');
    expect([span.failure, span.attributes['error.type'], traced.events(span)]).toEqual(['Exception', 'Exception', []]);
  });

  it('survive an error that cannot be read', () => {
    const traced = new Traced();
    const error = new Error('x');
    Object.defineProperty(error, 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    feedOf(traced).addErr(error);
    expect(traced.span('!0: [add] Exception').failure).toBe('an error that cannot be read');
  });

  it('end whatever the arguments and the error throw', () => {
    const traced = new Traced();
    const throws = (): never => {
      throw new Error('no');
    };
    const feed = new Feed({ id: 'feed' });
    feed.bindTracer(traced.tracer, selection({ options: { args: ['url'] } }));
    feed.add('Fetch', {
      get url(): never {
        return throws();
      },
      body: {},
    });
    feed.addErr(new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws }));
    expect(traced.span('0: [add] Fetch').attributes).toMatchObject({ accepted: true, 'args.url': '[secret]' });
    expect(traced.span('!0: [add] Exception').endMs).toBeDefined();
  });

  it('link to the transition whose handler made the mutation, in whichever machine', () => {
    const traced = new Traced();
    const other = feedOf(traced, 'other');
    class Caller extends Machine.of(schema) {
      StartState(event: EventOf<typeof schema, 'Start'>): void {
        other.add('ErrDisk', undefined, { source: event });
      }
    }
    new Caller({ id: 'caller', tracers: [traced.tracer] }).add('Start');
    const span = traced.span('0: [add] ErrDisk');
    expect(traced.links(span)).toEqual(['source 1: [add] Start', 'state.added 0:ErrDisk']);
    expect(span.attributes).toMatchObject({
      'asyncmachine.tx.source.machine_id': 'caller',
      'asyncmachine.tx.source.tx_id': traced.span('1: [add] Start').attributes['tx_id'],
    });
  });

  it('write their identity where logs and metrics can read it', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed' });
    const seen: (string | undefined)[] = [];
    feed.bindTracer({ id: 'reader', transitionInit: (transition) => seen.push(transition.traceContext?.spanId) });
    feed.bindTracer(traced.tracer);
    feed.add('ErrDisk');
    expect(seen[0]).toBe(traced.span('0: [add] ErrDisk').context.spanId);
  });
});
