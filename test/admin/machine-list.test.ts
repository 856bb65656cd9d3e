import { MachineList, MachineTracker } from '../../src/admin/index.js';
import { Feed, Item, Plain } from '../support/machines.js';
import { startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const listed = () => {
  const tracker = new MachineTracker();
  const scope = startScope({ tracers: [tracker] });
  return new MachineList(scope, tracker);
};

const idsOf = (list: MachineList, query: object) =>
  list.page({ states: [], limit: 100, ...query }).machines.map(({ id }) => id);

test('machines stand in the order they were made, marked or not', () => {
  const list = listed();
  const kept = [new Feed({ id: 'a' }), new Plain({ id: 'b' }), new Feed({ id: 'c' })];
  expect(idsOf(list, {})).toEqual(['a', 'b', 'c']);
  expect(list.page({ states: [], limit: 9 }).machines.map(({ observed }) => observed)).toEqual([true, false, true]);
  expect(kept).toHaveLength(3);
});

test('filters are a class or a pattern, and states that are all active', () => {
  const list = listed();
  const [a, b, c] = [new Feed({ id: 'a' }), new Feed({ id: 'b' }), new Item({ id: 'c' })];
  for (const machine of [a, b, c]) machine.add('Start');
  b.add('Busy');
  expect(idsOf(list, { className: 'Feed' })).toEqual(['a', 'b']);
  expect(idsOf(list, { className: '*t*' })).toEqual(['c']);
  expect(idsOf(list, { states: ['Start', 'Busy'] })).toEqual(['b']);
  expect(idsOf(list, { states: ['Unheard'] })).toEqual([]);
});

test('pages meet, whatever is made and disposed in between', async () => {
  const list = listed();
  const machines = Array.from({ length: 7 }, (_, i) => new Feed({ id: String(i) }));
  const first = list.page({ states: [], limit: 3 });
  expect(first).toMatchObject({ total: 7, next: '3' });
  await Promise.all(machines.slice(1, 4).map((machine) => machine.dispose()));
  machines.push(new Feed({ id: '7' }));
  const second = list.page({ states: [], limit: 3, after: Number(first.next) });
  expect(second.machines.map(({ id }) => id)).toEqual(['4', '5', '6']);
  const third = list.page({ states: [], limit: 3, after: Number(second.next) });
  expect(third.machines.map(({ id }) => id)).toEqual(['7']);
  expect(third.next).toBeUndefined();
});

test('of several machines with one id the newest is told', () => {
  const list = listed();
  const [older, newer] = [new Feed({ id: 'same' }), new Feed({ id: 'same' })];
  newer.add('Start');
  expect(list.detail('same')?.states).toHaveLength(1);
  expect(older.activeStates()).toEqual([]);
});

test('ten thousand machines are gone through in pages in a moment', () => {
  const list = listed();
  const machines = Array.from({ length: 10_000 }, () => new Feed());
  for (const machine of machines) machine.add('Start');
  const seen = new Set<string>();
  const started = performance.now();
  let after: number | undefined;
  do {
    const page = list.page({ states: ['Start'], limit: 1000, after });
    for (const { id } of page.machines) seen.add(id);
    after = page.next === undefined ? undefined : Number(page.next);
  } while (after !== undefined);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(seen.size).toBe(10_000);
});
