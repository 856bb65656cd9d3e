import { Logged, Parent, Traced } from '../../decorators/index.js';
import { Machine } from '../../src/index.js';
import type { Selection, Signal, Tracer } from '../../src/index.js';
import { schema } from '../support/machines.js';
import { startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Notes what it may see of each machine. */
class Noting implements Tracer {
  readonly seen = new Map<string, Selection>();
  readonly signal?: Signal;
  readonly id: string;
  constructor(signal: Signal | undefined, id = String(signal)) {
    if (signal !== undefined) this.signal = signal;
    this.id = id;
  }
  machineInit(machine: { readonly id: string }, selection: Selection): void {
    this.seen.set(machine.id, selection);
  }
}

@Traced({ errors: 'full', args: ['url'], states: { skip: ['Busy'] } })
@Logged({ level: 'changes' })
class Feed extends Machine.of(schema) {
  @Traced({ errors: 'full' }) StartState() {
    return;
  }
  @Traced({ as: 'event' }) BusyState() {
    return;
  }
}

@Parent()
class Item extends Machine.of(schema) {}

test('what is configured for a signal goes before the mark, of the class and of its handlers', () => {
  const traced = new Noting('traced');
  startScope({ tracers: [traced], overrides: { traced: { errors: 'type' } } });
  new Feed({ id: 'feed' });
  const selection = traced.seen.get('feed');
  expect(selection?.options).toMatchObject({ errors: 'type', args: ['url'] });
  expect(selection?.handler('StartState')).toEqual({ errors: 'type' });
  expect(selection?.handler('BusyState')).toEqual({ as: 'event' });
  expect(selection?.handler('StartState')).toBe(selection?.handler('StartState'));
});

test('configured lists of states replace those of the mark', () => {
  const traced = new Noting('traced');
  startScope({ tracers: [traced], overrides: { traced: { states: { allow: [/:Busy$/] } } } });
  new Feed({ id: 'feed' });
  const shows = traced.seen.get('feed')?.states?.of('feed');
  expect(['Start', 'Busy'].map((state) => shows?.(state))).toEqual([false, true]);
});

test('what is configured for a class goes before what is configured for all, the nearest name first', () => {
  const logged = new Noting('logged');
  startScope({
    tracers: [logged],
    overrides: { logged: { level: 'ops', errors: 'type' } },
    classOptions: [
      { pattern: 'Feed', signal: 'logged', options: { level: 'everything' } },
      { pattern: 'F*', signal: 'logged', options: { level: 'nothing', args: ['url'] } },
      { pattern: '*', signal: 'logged', options: { args: ['id'] } },
      { pattern: 'Feed', signal: 'traced', options: { args: ['never'] } },
    ],
  });
  new Feed({ id: 'feed' });
  expect(logged.seen.get('feed')?.options).toEqual({ level: 'everything', errors: 'type', args: ['url'] });
});

test('all machines of a class share what was put together', () => {
  const traced = new Noting('traced');
  startScope({ tracers: [traced], classOptions: [{ pattern: 'Feed', signal: 'traced', options: { args: [] } }] });
  new Feed({ id: 'a' });
  new Feed({ id: 'b' });
  expect(traced.seen.get('a')).toBe(traced.seen.get('b'));
});

test('a submachine whose id an expression skips is left out with all below it', () => {
  const traced = new Noting('traced');
  startScope({ tracers: [traced], overrides: { traced: { states: { skip: [/^rm-/] } } } });
  const feed = new Feed({ id: 'rm-feed' });
  const item = feed.submachine(Item, { id: 'rm-item' });
  item.submachine(Item, { id: 'part' });
  expect([...traced.seen.keys()]).toEqual(['rm-feed']);
});

test('what is secret for a class is so for every tracer, and configuration takes nothing away', () => {
  @Traced({ secret: ['pin'] })
  @Logged()
  class Guarded extends Machine.of(schema) {}
  const tracers = [new Noting('traced'), new Noting('logged'), new Noting(undefined, 'any')];
  startScope({
    tracers,
    overrides: { traced: { errors: 'type' } },
    classOptions: [{ pattern: 'Guarded', signal: 'logged', options: { secret: ['token'] } }],
  });
  new Guarded({ id: 'guarded' });
  for (const { seen } of tracers) expect(seen.get('guarded')?.options['secret']).toEqual(['pin', 'token']);
  expect(tracers[2]?.seen.get('guarded')?.options['errors']).toBe('type');
});
