import { MessageTranslator } from '../../../src/debugger/wire/index.js';
import { lineOfEvent, parseEvent } from '../../../src/debugger/model/index.js';
import type { SchemaMessage, TransitionMessage } from '../../../src/exporters/dbg/index.js';

const schema = (fields: object = {}): SchemaMessage => ({
  id: 'm',
  statesIndex: ['A', 'B'],
  states: new Map(),
  groups: undefined,
  groupsOrder: [],
  parent: '',
  tags: [],
  ...fields,
});

const transition = (fields: object = {}): TransitionMessage => ({
  machineId: 'm',
  id: 'x',
  clocks: [1, 0],
  queueTick: 1,
  mutQueueToken: 0,
  mutQueueTick: 0,
  type: 0,
  calledStates: [],
  calledStatesIdxs: [0],
  steps: [],
  logEntries: [],
  preLogEntries: [],
  queue: 0,
  time: undefined,
  isAuto: false,
  accepted: true,
  isCheck: false,
  isQueued: false,
  args: undefined,
  queueDump: [],
  stackTrace: '',
  ...fields,
});

const step = { relType: 0, isFinal: false, isSelf: false, isEnter: false, fromState: '', toState: 'A' };
const translator = () => new MessageTranslator('c1');

// Integers that are not exact arrive as bigints, whatever their type says.
test.each([
  ['a state of a group', { groups: new Map([['g', [2n ** 62n]]]) }],
  ['a state of a group', { groups: new Map([['g', [-1]]]) }],
])('a schema that no recording can hold is refused: %s', (what, fields) => {
  expect(() => translator().schema(schema(fields), 1)).toThrow(`is no sensible value for ${what}`);
});

test.each([
  ['a length of the queue', { queue: 2n ** 62n }],
  ['a level of lines', { logEntries: [{ level: -(2n ** 62n), text: '' }] }],
  ['a type of steps', { steps: [{ ...step, type: -1 }] }],
])('a transition that no recording can hold is refused: %s', (what, fields) => {
  const made = translator();
  made.schema(schema(), 1);
  expect(() => made.transition(transition(fields), 1)).toThrow(`is no sensible value for ${what}`);
});

test('clocks and ticks of 64 bits, and names of any kind, come through recordings', () => {
  const made = translator();
  made.schema(schema(), 1);
  const event = made.transition(
    transition({ clocks: [2n ** 63n, 1], queueTick: 2n ** 64n - 1n, args: new Map([['__proto__', '\n"\u2028']]) }),
    1,
  );
  expect(parseEvent(lineOfEvent(event))).toEqual(event);
});

test('schemas of one connection are kept up to 64 MiB, changed ones in place of those before', () => {
  const made = translator();
  const large = (id: string) => schema({ id, tags: ['x'.repeat(30 * 1024 * 1024)] });
  for (const id of ['a', 'b', 'a', 'b', 'a']) made.schema(large(id), 1);
  expect(() => made.schema(large('c'), 1)).toThrow('schemas of more than 64 MiB by one connection');
  expect(made.schema(schema({ id: 'c' }), 1).machine).toBe('c');
});
