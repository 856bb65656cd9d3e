import fc from 'fast-check';
import { Machine, type Schema, type TransitionView } from 'statescope';

const NAMES = ['A', 'B', 'C', 'D'] as const;

const names = fc.subarray<string>([...NAMES], { maxLength: 2 });
const schemas: fc.Arbitrary<Schema> = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [name, fc.record({ auto: fc.boolean(), multi: fc.boolean(), remove: names, require: names })]),
  ),
);
const handlers = fc.dictionary(
  fc.constantFrom(...NAMES.flatMap((name) => [`${name}Enter`, `${name}State`])),
  fc.constantFrom('refuse', 'throw'),
  { maxKeys: 2 },
);
const ops = fc.array(
  fc.record({
    type: fc.constantFrom('add', 'remove', 'set', 'canAdd'),
    states: fc.shuffledSubarray([...NAMES], { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const isActive = (tick: number | undefined): boolean => tick !== undefined && tick % 2 === 1;

/** What a transition changed, by the clocks alone. */
function changedBy({ timeBefore, timeAfter, machine }: TransitionView): { added: string[]; removed: string[] } {
  const indexes = [...machine.stateNames.keys()];
  const nameOf = (index: number): string => machine.stateNames[index] as string;
  const hasTicked = (index: number): boolean => timeBefore[index] !== timeAfter[index];
  return {
    added: indexes.filter((index) => hasTicked(index) && isActive(timeAfter[index])).map(nameOf),
    removed: indexes.filter((index) => isActive(timeBefore[index]) && !isActive(timeAfter[index])).map(nameOf),
  };
}

test('transitions name the states that their clocks say they changed, whatever becomes of them', () => {
  fc.assert(
    fc.property(schemas, handlers, ops, (schema, deeds, script) => {
      const seen: TransitionView[] = [];
      const machine = new (Machine.of(schema))({
        tracers: [{ id: 'seen', transitionEnd: (transition) => void seen.push(transition) }],
      });
      const bound: Record<string, () => boolean> = {};
      for (const [name, deed] of Object.entries(deeds)) {
        bound[name] = () => {
          if (deed === 'throw') throw new Error('deed');
          return false;
        };
      }
      machine.bindHandlers(bound);
      for (const { type, states } of script) machine[type as 'add'](states);
      for (const transition of seen) {
        const { added, removed } = changedBy(transition);
        expect([...transition.added].sort()).toEqual(added.sort());
        expect([...transition.removed].sort()).toEqual(removed.sort());
      }
    }),
  );
});

test('lists of names are made once for all transitions that ask the same, and cannot be changed', () => {
  const seen: TransitionView[] = [];
  const machine = new (Machine.of({ A: {}, B: {} }))({
    tracers: [{ id: 'seen', transitionEnd: (transition) => void seen.push(transition) }],
  });
  for (let i = 0; i < 2; i++) {
    machine.add(['A', 'B']);
    machine.set([]);
  }
  const [first, , again] = seen as [TransitionView, TransitionView, TransitionView];
  expect(again.added).toBe(first.added);
  expect(again.target).toBe(first.target);
  expect(again.mutation.called).toBe(first.mutation.called);
  expect(() => (first.added as string[]).push('C')).toThrow(TypeError);
});
