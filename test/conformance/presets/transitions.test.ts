import { SpanStatusCode } from '@opentelemetry/api';
import { Machine, defineSchema, eventSource } from '../../../src/index.js';
import type { MachineEvent } from '../../../src/index.js';
import { Parent, Traced } from '../../../decorators/index.js';
import { PRESETS, linksOf, plainSpans, run, spanOf } from './run.js';
import type { Run } from './run.js';

const schema = defineSchema({
  A: { remove: ['B'] },
  B: { remove: ['A'] },
  Auto: { auto: true, require: ['A'] },
  Heartbeat: {},
  Vetoed: {},
  Late: {},
});

@Traced({ args: ['url'] })
class Feed extends Machine.of(schema) {
  VetoedEnter(): boolean {
    return false;
  }

  LateState(): void {
    throw new RangeError('too late');
  }
}

@Parent(() => Feed)
class Item extends Machine.of(schema) {}

const transitionsOf = (ran: Run): readonly string[] =>
  ran.spans.map(({ name }) => name).filter((name) => /^!?\d: \[/.test(name));

describe.each(PRESETS)('under preset %s, transitions', (preset) => {
  const work = (): void => {
    const feed = new Feed({ id: 'feed' });
    feed.add('A', { url: 'https://example.org' });
    feed.add('Heartbeat');
  };

  it.each([
    ['all but health by default', {}, ['0: [add] A', '0: [add] Auto']],
    ['health where asked for', { health: true }, ['0: [add] A', '0: [add] Auto', '0: [add] Heartbeat']],
    ['none where they are off', { transitions: false }, []],
    ['no auto ones where they are off', { auto: false }, ['0: [add] A']],
  ])('show: %s (4)', async (_name, traces, expected) => {
    const ran = await run(preset, work, { traces });
    expect(transitionsOf(ran)).toEqual(expected);
    expect(plainSpans(ran).map(({ name }) => name)).toEqual(expect.arrayContaining(['0:A', '0:Auto']));
  });

  it('link to the transition that caused them, and to the activations they end and begin (6)', async () => {
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      const item = feed.submachine(Item, { id: 'item' });
      let cause = '';
      feed.bindTracer({ id: 'ids', inheritable: false, transitionInit: ({ id }) => (cause ||= id) });
      feed.add('A');
      item.add('A', undefined, { source: eventSource('feed', cause) });
      item.add('B', undefined, { source: eventSource('nobody', cause) });
    });
    expect(linksOf(ran, spanOf(ran, '1: [add] A'))).toEqual(['0: [add] A', '1:A']);
    expect(linksOf(ran, spanOf(ran, '1: [add] B'))).toEqual(['1:A', '1:Auto', '1:B']);
  });

  it('say when they brought an error, once (7)', async () => {
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      feed.addErr(new TypeError('100% broken'));
      feed.add('A');
    });
    const failed = spanOf(ran, '!0: [add] Exception');
    expect(failed.attributes).toMatchObject({ mutation: '0: [add] Exception', error: '100% broken' });
    // The reference marks every transition while the state stays active, and sets no status.
    const next = preset === 'go' ? '!0: [add] A' : '0: [add] A';
    expect(spanOf(ran, next).attributes['error']).toBeUndefined();
    const exceptions = failed.events.filter(({ name }) => name === 'exception');
    if (preset === 'go') {
      expect(failed.status.code).toBe(SpanStatusCode.UNSET);
      expect(exceptions).toEqual([]);
    } else {
      expect(failed.status).toEqual({ code: SpanStatusCode.ERROR, message: '100% broken' });
      expect(failed.attributes['error.type']).toBe('TypeError');
      expect(exceptions.map(({ attributes }) => attributes)).toMatchObject([
        { 'exception.type': 'TypeError', 'exception.message': '100% broken' },
      ]);
    }
  });

  it('of which a final handler threw agree with the machine (8)', async () => {
    let active: readonly string[] = [];
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      feed.add('Late');
      active = feed.activeStates();
    });
    expect(active).not.toContain('Late');
    const span = spanOf(ran, '0: [add] Late');
    expect(span.attributes['accepted']).toBe(preset === 'go');
    // The reference writes what the states were before the handler threw.
    expect(span.attributes).toMatchObject(
      preset === 'go' ? { states_diff: '+Late', time_after: 1 } : { states_diff: '', time_after: 2 },
    );
    const error = spanOf(ran, '!0: [add] Exception');
    const open = ran.spans.slice(ran.spans.indexOf(error)).filter(({ name }) => name === '0:Late');
    expect(open).toHaveLength(preset === 'go' ? 1 : 0);
  });

  it('that were canceled say so, that changed nothing are there, and checks where asked for (9)', async () => {
    const program = (): void => {
      const feed = new Feed({ id: 'feed' });
      feed.add('Vetoed');
      feed.set([]);
      feed.canAdd('B');
    };
    const isGo = preset === 'go';
    const ran = await run(preset, program);
    expect(transitionsOf(ran)).toEqual(['0: [add] Vetoed', '0: [set] ', ...(isGo ? ['0: [add] B'] : [])]);
    expect(spanOf(ran, '0: [add] Vetoed').attributes['accepted']).toBe(isGo ? undefined : false);
    expect(spanOf(ran, '0: [add] Vetoed').status.code).toBe(SpanStatusCode.UNSET);
    const noTraces = await run(preset, program, { traces: { canceled: false, empty: false } });
    expect(transitionsOf(noTraces)).toEqual(isGo ? transitionsOf(ran) : []);
    const checks = await run(preset, program, { traces: { checks: true } });
    expect(transitionsOf(checks)).toEqual(['0: [add] Vetoed', '0: [set] ', '0: [add] B']);
  });

  it('of messaging machines show only where asked for (10)', async () => {
    const program = (): void => {
      const feed = new Feed({ id: 'feed' });
      for (const tag of ['rpc-client', 'relay', 'rpcs']) feed.submachine(Item, { id: tag, tags: [tag] }).add('A');
    };
    const machines = (ran: Run) =>
      plainSpans(ran).flatMap(({ name }) => (name.startsWith('mach:') ? [name.split(':')[2]] : []));
    expect(machines(await run(preset, program))).toEqual(expect.not.arrayContaining(['rpc-client', 'relay']));
    const shown = await run(preset, program, { environment: { AM_RPC_DBG: '1' } });
    expect([...machines(shown)].sort()).toEqual(['feed', 'relay', 'rpc-client', 'rpcs']);
  });

  it('are sources no more once 300 others have followed (11)', async () => {
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      const ids: string[] = [];
      feed.bindTracer({
        id: 'ids',
        inheritable: false,
        transitionInit: ({ id }) => {
          ids.push(id);
        },
      });
      for (let i = 0; i < 301; i++) feed.toggle('Vetoed');
      feed.add('A', undefined, { source: eventSource('feed', ids[0] ?? '') });
      feed.add('B', undefined, { source: eventSource('feed', ids[10] ?? '') });
    });
    expect(linksOf(ran, spanOf(ran, '0: [add] A'))).toEqual(['0:A']);
    expect(linksOf(ran, spanOf(ran, '0: [add] B'))).toContain('0: [add] Vetoed');
  });

  it('know their handlers, and the arguments that may show (1)', async () => {
    class Handled extends Feed {
      AState(event: MachineEvent): void {
        expect(event.args).toHaveProperty('url');
      }
    }
    const ran = await run(
      preset,
      () => new Handled({ id: 'feed', logArgs: ['url'] }).add('A', { url: 'u', password: 'p' }),
      {
        traces: { args: true },
      },
    );
    const span = spanOf(ran, '0: [add] A');
    expect(span.attributes['args.url']).toBe('u');
    expect(JSON.stringify(span.attributes)).not.toContain('password');
    const [event] = span.events.filter(({ name }) => name === 'AState');
    expect(event?.attributes).toHaveProperty('emitter');
  });
});
