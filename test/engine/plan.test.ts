import { defineSchema, Machine } from 'statescope';
import { PlanMemo } from '../../src/engine/plan-memo.js';
import { compileSchema, memoFor } from '../../src/engine/schema-cache.js';

const names = Array.from({ length: 14 }, (_, i) => `S${String(i).padStart(2, '0')}`);

test('schemas of equal content share one memo, others do not', () => {
  const one = compileSchema({ A: { remove: ['B'] }, B: {} });
  expect(compileSchema({ B: {}, A: { remove: ['B'] } }).memo).toBe(one.memo);
  expect(compileSchema({ A: { remove: ['B'] }, B: { multi: true } }).memo).not.toBe(one.memo);
  expect(memoFor(one.parsed.states, ['B', 'A', 'Exception'])).not.toBe(one.memo);
});

test('a plan is made once per node', () => {
  const { memo } = compileSchema({ A: {}, B: {} });
  expect(memo.root.plan(0, [0])).toBe(memo.root.plan(0, [0]));
  expect(memo.root.plan(0, [0, 1])).toBe(memo.root.plan(0, [0, 1]));
  expect(memo.root.plan(0, [1, 0])).not.toBe(memo.root.plan(0, [0, 1]));
  expect(memo.root.plan(0, [0]).next).toBe(memo.node([0]));
});

test('beyond its bound the memo keeps no more nodes and stays right', () => {
  const memo = new PlanMemo(compileSchema(Object.fromEntries(names.map((name) => [name, {}]))).memo.schema);
  let kept = 0;
  for (let bits = 1; bits < 1 << 13; bits++) {
    const list = names.flatMap((_, i) => ((bits >> i) & 1 ? [i] : []));
    if (memo.node(list) === memo.node(list)) kept++;
    expect(memo.node(list).list).toEqual(list);
  }
  expect(kept).toBe(4095);
});

test('a machine that visits more sets of states than the memo holds keeps counting right', () => {
  const machine = new (Machine.of(defineSchema(Object.fromEntries(names.map((name) => [name, {}])))))();
  const ticks = new Map(names.map((name) => [name, 0]));
  for (let code = 1; code < 6000; code++) {
    const name = names[Math.log2(code & -code)] as string;
    expect(machine.toggle(name)).toBe(0);
    ticks.set(name, (ticks.get(name) as number) + 1);
    expect(machine.tick(name)).toBe(ticks.get(name));
  }
  for (const name of names) expect(machine.is(name)).toBe((ticks.get(name) as number) % 2 === 1);
});
