import { defineSchema, relatedTo, relationsBetween, relationsOf } from 'statescope';

const schema = defineSchema({
  A: { auto: true, require: ['C'], add: ['D'] },
  B: { multi: true, add: ['C'], after: [] },
  C: { after: ['D'], add: ['D'], remove: ['A'] },
  D: {},
});

test('the relations a state declares are told in a fixed order; flags are none, an empty list is one', () => {
  expect(relationsOf(schema, 'A')).toEqual(['add', 'require']);
  expect(relationsOf(schema, 'B')).toEqual(['add', 'after']);
  expect(relationsOf(schema, 'D')).toEqual([]);
});

test('the relations between two states are those of the first to the second', () => {
  expect(relationsBetween(schema, 'C', 'D')).toEqual(['add', 'after']);
  expect(relationsBetween(schema, 'D', 'C')).toEqual([]);
});

test('a state is told who has a relation to it, each once', () => {
  expect(relatedTo(schema, 'D')).toEqual(['A', 'C']);
  expect(relatedTo(schema, 'B')).toEqual([]);
});

test('names that are no states get an error with the nearest one', () => {
  const unknown = 'AA' as 'A';
  for (const ask of [
    () => relationsOf(schema, unknown),
    () => relationsBetween(schema, unknown, 'A'),
    () => relationsBetween(schema, 'A', unknown),
    () => relatedTo(schema, unknown),
  ]) {
    expect(ask).toThrow('state unknown: the schema has no AA; did you mean A?');
  }
  expect(() => relationsOf(schema, 'constructor' as 'A')).toThrow(/^state unknown: the schema has no constructor/);
});
