import {
  connectedNames,
  connectedStates,
  defineSchema,
  disposeForce,
  firstActive,
  Machine,
  mergeSchemas,
} from 'statescope';

const schema = defineSchema({ A: {}, B: {}, C: {} });

function machine(...active: ('A' | 'B' | 'C')[]) {
  const made = new (Machine.of(schema))();
  made.add(active);
  return made;
}

test('the first one that is active is chosen in the order given, not in that of the machine', () => {
  const one = machine('C', 'B');
  expect(one.activeStates()).toEqual(['C', 'B']);
  expect(firstActive(one, ['A', 'B', 'C'])).toBe('B');
  expect(firstActive(one, ['A', 'C', 'B'])).toBe('C');
});

test('groups are gone through one after the other, lone states among them', () => {
  expect(firstActive(machine('A', 'C'), ['B'], 'C', ['A'])).toBe('C');
  expect(firstActive(machine('B'), 'A', ['B', 'C'])).toBe('B');
});

test('without an active one, and without states, there is none', () => {
  expect(firstActive(machine('C'), ['A', 'B'])).toBeUndefined();
  const none: 'A'[] = [];
  expect(firstActive(machine('C'), none)).toBeUndefined();
  expect(firstActive(machine('C'), ...none)).toBeUndefined();
});

test('a name that is no state is passed over, and told at level decisions', () => {
  const lines: string[] = [];
  const one = new (Machine.of(schema))({ logLevel: 4, logger: (_, text) => lines.push(text) });
  one.add('B');
  lines.length = 0;
  expect(firstActive(one as Machine, ['X', 'B'])).toBe('B');
  expect(lines).toEqual(['[is] state X not found']);
});

test('a machine that ended answers where it stood', () => {
  const one = machine('B');
  disposeForce(one);
  expect(firstActive(one, ['A', 'B'])).toBe('B');
});

test('the states of a standard set are a group', () => {
  const online = new (Machine.of(mergeSchemas(connectedStates, defineSchema({ Start: {} }))))();
  expect(firstActive(online, connectedNames)).toBe(undefined);
  online.add(['Start', 'Connecting']);
  const text = (): string => {
    switch (firstActive(online, ['Connecting', 'Connected', 'Disconnecting'])) {
      case 'Connecting':
        return 'soon';
      case 'Connected':
        return 'there';
      default:
        return 'away';
    }
  };
  expect(text()).toBe('soon');
  online.set('Start');
  expect(text()).toBe('away');
});
