import {
  basicStates,
  connectedStates,
  defineGroups,
  defineSchema,
  indexGroups,
  Machine,
  stateNamesOf,
  stateSetGroups,
  type Schema,
} from 'statescope';

const schema = defineSchema({ ...basicStates, ...connectedStates, Downloading: {}, Parsed: {} });

test('groups name states of their schema', () => {
  const groups = { Work: ['Downloading', 'Parsed'], Failed: ['Exception'] } as const;
  expect(defineGroups(schema, groups)).toBe(groups);
});

test('Exception may be grouped although the schema does not declare it', () => {
  expect(defineGroups(defineSchema({ A: {} }), { All: ['A', 'Exception'] })).toEqual({ All: ['A', 'Exception'] });
});

test('a name the schema does not have is an error that names group and state', () => {
  const loose: Schema = schema;
  expect(() => defineGroups(loose, { Work: ['Parsed', 'Pasred', 'X'] })).toThrow(/^group Work names Pasred, X,/);
});

test('names are in the order of declaration, a set that is spread where it stands', () => {
  expect(stateNamesOf(schema)).toEqual([
    'Exception',
    'ErrNetwork',
    'ErrHandlerTimeout',
    'Start',
    'Ready',
    'Healthcheck',
    'Heartbeat',
    'ErrConnecting',
    'Connecting',
    'Connected',
    'Disconnecting',
    'Disconnected',
    'Downloading',
    'Parsed',
  ]);
});

test('a schema made of sets has a group of its own states and one per set', () => {
  const groups = stateSetGroups(schema, { Basic: basicStates, Connected: connectedStates });
  expect(Object.keys(groups)).toEqual(['self', 'Basic', 'Connected']);
  expect(groups.self).toEqual(['Downloading', 'Parsed']);
  expect(groups.Connected).toEqual(stateNamesOf(connectedStates));
});

test('states of a set that the schema did not take are in no group', () => {
  const own = defineSchema({ Start: {}, Mine: {} });
  expect(stateSetGroups(own, { Basic: basicStates })).toEqual({ self: ['Mine'], Basic: ['Start'] });
});

test('exporters get indexes of a machine, in the order of the groups', () => {
  const machine = new (Machine.of(defineSchema({ B: {}, A: {}, C: {} })))();
  const groups = { Other: ['C'], self: ['B', 'A'], Gone: ['X'] };
  expect(indexGroups(groups, machine.stateNames)).toEqual({
    groups: { Other: [2], self: [1, 0], Gone: [] },
    order: ['Other', 'self', 'Gone'],
  });
});

test('a class carries its groups, for tracers to see', () => {
  const schema = defineSchema({ Connecting: {}, Connected: {}, Start: {} });
  const groups = defineGroups(schema, { Connection: ['Connecting', 'Connected'] });
  class Link extends Machine.of(schema, { groups }) {}
  expect(Link.groups).toBe(groups);
  expect(new Link().view.groups).toEqual({ Connection: ['Connecting', 'Connected'] });
  expect(new (Machine.of(schema))().view.groups).toBeUndefined();
  // @ts-expect-error -- no state of the schema
  Machine.of(schema, { groups: { Connection: ['Closed'] } });
});
