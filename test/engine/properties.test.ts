import fc from 'fast-check';
import { isQueued, Machine, type AnyMachine, type Schema, type StateDefinition } from 'statescope';
import { resolvePlainly } from './plain-resolver.js';

const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

interface Op {
  readonly type: 'add' | 'remove' | 'set';
  readonly states: readonly string[];
}

const relation: fc.Arbitrary<string[]> = fc.subarray<string>([...NAMES], { maxLength: 3 });

const definition = (withAuto: boolean): fc.Arbitrary<StateDefinition> =>
  fc
    .record({
      auto: withAuto ? fc.boolean() : fc.constant(false),
      multi: fc.boolean(),
      require: fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: relation }),
      add: fc.oneof({ weight: 1, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: relation }),
      remove: relation,
    })
    .map((given) => ({ ...given, require: given.require.filter((name) => !given.remove.includes(name)) }));

/** Cleaned as the constructor would (§2.1), so that both sides read the same relations. */
function cleaned(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, given]) => {
      const remove = (given.remove ?? []).filter((other) => other !== name && !(given.add ?? []).includes(other));
      return [name, { ...given, remove }];
    }),
  );
}

const schemas = (withAuto: boolean): fc.Arbitrary<Schema> =>
  fc
    .tuple(...NAMES.map(() => definition(withAuto)))
    .map((definitions) => cleaned(Object.fromEntries(definitions.map((given, i) => [NAMES[i] as string, given]))));

const ops: fc.Arbitrary<Op[]> = fc.array(
  fc.record({
    type: fc.constantFrom('add', 'remove', 'set'),
    states: fc.shuffledSubarray([...NAMES], { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 12 },
);

const run = (machine: AnyMachine, op: Op): number => machine[op.type](op.states);

test('the memoised plan is what a plain resolver says, also the second time', () => {
  fc.assert(
    fc.property(schemas(false), ops, (schema, list) => {
      const [machine, again] = [new (Machine.of(schema))(), new (Machine.of(schema))()];
      for (const op of list) {
        const before = machine.activeStates();
        const { accepted, target } = resolvePlainly(schema, before, op.type, op.states);
        expect(run(machine, op)).toBe(accepted ? 0 : 1);
        expect(machine.activeStates()).toEqual(accepted ? target : before);
        run(again, op);
      }
      expect(again.activeStates()).toEqual(machine.activeStates());
      expect(again.time()).toEqual(machine.time());
    }),
    { numRuns: 400 },
  );
});

test('clocks never go back, parity is active, Require holds, the queue is empty', () => {
  fc.assert(
    fc.property(schemas(true), ops, fc.infiniteStream(fc.nat(9)), (schema, list, dice) => {
      const machine: AnyMachine = new (Machine.of(schema))();
      let nested = 0;
      machine.bindHandlers({
        AEnter: () => dice.next().value !== 0,
        BExit: () => dice.next().value !== 0,
        AB: () => dice.next().value !== 0,
        CState: () => {
          if (dice.next().value === 0) throw new Error('C');
        },
        DState: () => {
          if (nested++ < 20) expect(isQueued(machine.add(['E'], { nested }))).toBe(true);
        },
        AnyState: () => {
          if (nested++ < 20) machine.toggle('F');
        },
      });
      machine.bindTracer({
        id: 'invariants',
        transitionFinals: ({ accepted, machine: view }) => {
          expect(accepted).toBe(true);
          for (const state of view.activeStates()) {
            for (const required of view.schema[state]?.require ?? []) expect(view.is(required)).toBe(true);
          }
        },
        transitionEnd: ({ timeBefore, timeAfter }) => {
          timeAfter.forEach((tick, i) => {
            expect(tick).toBeGreaterThanOrEqual(timeBefore[i] ?? 0);
          });
        },
      });
      for (const op of list) {
        expect(run(machine, op)).toBeLessThan(2);
        expect(machine.queueLength).toBe(0);
        expect(machine.view.transition()).toBeUndefined();
        for (const name of machine.stateNames) expect(machine.is(name)).toBe(machine.tick(name) % 2 === 1);
        expect([...machine.activeStates()].sort()).toEqual(machine.stateNames.filter((name) => machine.is(name)));
      }
    }),
    { numRuns: 300 },
  );
});

test('a check changes nothing and foretells the mutation', () => {
  fc.assert(
    fc.property(schemas(false), ops, (schema, list) => {
      const machine = new (Machine.of(cleaned(schema)))();
      for (const op of list) {
        if (op.type === 'set') continue;
        const before = [machine.time(), machine.activeStates()];
        const foretold = op.type === 'add' ? machine.canAdd(op.states) : machine.canRemove(op.states);
        expect([machine.time(), machine.activeStates()]).toEqual(before);
        const lenient = op.type === 'add' && op.states.some((state) => schema[state]?.multi === true);
        const result = run(machine, op);
        if (!lenient) expect(result).toBe(foretold);
      }
    }),
    { numRuns: 200 },
  );
});
