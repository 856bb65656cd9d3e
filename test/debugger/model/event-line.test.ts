import fc from 'fast-check';
import { LinePrefix, hashOf, indexedFields, lineOfEvent, parseEvent } from '../../../src/debugger/model/index.js';
import type { DebuggerEvent, TransitionEvent } from '../../../src/debugger/model/index.js';
import { disconnectedEvent, machineEvent, transitionEvent } from './events.js';

const bytes = (line: string) => Buffer.from(`${line}\n`);

const full = transitionEvent({
  at: 1_700_000_000_001.25,
  id: '00000000000000aa-3',
  type: 'set',
  accepted: false,
  queued: true,
  check: true,
  auto: true,
  called: ['A', '__proto__', 'line\nbreak'],
  clocks: [1, 2n ** 60n, 0],
  tick: 2n ** 60n + 1n,
  queueLength: 3,
  token: 4,
  runsAt: 2n ** 53n,
  steps: [
    { type: 1, relation: 'require', from: 'A', to: 'B' },
    { type: 2, from: 'Any', to: 'Any', isFinal: true, isSelf: true, isEnter: true },
  ],
  linesBefore: [{ level: 3, text: '[queue:add] A (k="v\\")' }],
  lines: [{ level: 2, text: '[state] +A \u2028 \ud800 漢' }],
  args: JSON.parse('{"__proto__":"x","b":"1"}') as Record<string, string>,
  stack: 'at a\n  at b',
});

const groups = [
  { name: 'self', states: [0] },
  { name: 'merged', states: [1, 2], isHidden: true },
];

test.each<[string, DebuggerEvent]>([
  ['a plain transition', transitionEvent()],
  ['a transition with everything set', full],
  ['a machine', machineEvent()],
  ['a submachine with groups', machineEvent({ groups, parent: 'p', tags: ['a', 'b:1'] })],
  ['a machine without states', machineEvent({ states: [] })],
  ['the end of a connection', disconnectedEvent()],
])('%s is the same when its line is read again', (_, event) => {
  const line = lineOfEvent(event);
  expect(line).not.toContain('\n');
  expect(parseEvent(line)).toEqual(event);
});

test('what is not set is not in the line', () => {
  expect(lineOfEvent(transitionEvent())).toBe(
    '{"kind":"transition","at":1700000000001,"connection":"c1","machine":"m","id":"00000000000000aa","tick":3,' +
      '"queueTick":2,"type":"add","called":["A"],"clocks":[1,2,0]}',
  );
});

test('events of a kind that is not known yet are left out', () => {
  expect(parseEvent('{"kind":"pipe","at":1}')).toBeUndefined();
});

const broken = (change: Record<string, unknown>) =>
  JSON.stringify({ ...(JSON.parse(lineOfEvent(transitionEvent())) as object), ...change });

test.each([
  ['', /is not JSON: /],
  ['{"kind":"transition","at":1', /is not JSON: /],
  ['7', /is JSON, but no event/],
  ['[]', /is JSON, but no event/],
  [broken({ at: 'now' }), /has no at, or one of another kind/],
  [broken({ machine: '' }), /has no machine/],
  [broken({ type: 'toggle' }), /has no type/],
  [broken({ tick: -1 }), /has no tick/],
  [broken({ clocks: [1, null] }), /has no clocks/],
  [broken({ clocks: undefined }), /has no clocks/],
  [broken({ steps: [{}] }), /has no steps/],
  [broken({ lines: [{ level: 1 }] }), /has no lines/],
  [broken({ args: { a: 1 } }), /has no args/],
  [broken({ called: 'A' }), /has no called/],
  ['{"kind":"machine","at":1,"connection":"c","machine":"m"}', /has no states/],
])('%s is refused with what is wrong', (line, message) => {
  expect(() => parseEvent(line)).toThrow(message);
});

const name = fc.oneof(
  fc.stringMatching(/^[\w.-]{1,12}$/),
  fc.stringMatching(/^[\w.-]{1,12}$/),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
);
const transitions: fc.Arbitrary<TransitionEvent> = fc
  .record({
    at: fc.oneof(fc.nat(2 ** 31), fc.double({ min: 0, max: 2e12, noNaN: true })),
    connection: name,
    machine: name,
    id: fc.oneof(name, fc.stringMatching(/^[0-9a-f]{16}(-\d)?$/)),
    tick: fc.oneof(fc.nat(), fc.nat(), fc.bigInt(2n ** 53n, 2n ** 64n - 1n)),
    queueTick: fc.nat(),
    type: fc.constantFrom('add', 'remove', 'set', 'eval' as const),
    accepted: fc.boolean(),
    queued: fc.boolean(),
    check: fc.boolean(),
    auto: fc.boolean(),
    called: fc.array(name),
  })
  .map((fields) => transitionEvent(fields));

test('what an index reads from the bytes of a line is what the event says, or it gives up', () => {
  const prefix = new LinePrefix();
  let read = 0;
  fc.assert(
    fc.property(transitions, (event) => {
      if (!prefix.read(bytes(lineOfEvent(event)), 0)) return;
      read += 1;
      const { at, machine, connection, idHash, tick, queueTick, flags } = prefix;
      expect({ at, idHash, tick, queueTick, flags }).toEqual(indexedFields(event));
      expect([machine, connection]).toEqual([event.machine, event.connection]);
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(100);
});

test('plain transitions are indexed from their bytes, in the middle of others as well', () => {
  const lines = [transitionEvent({ at: 12.5 }), transitionEvent({ machine: 'other', id: '-0', accepted: false })];
  const text = Buffer.concat(lines.map((event) => bytes(lineOfEvent(event))));
  const prefix = new LinePrefix();
  expect([prefix.read(text, 0), prefix.at, prefix.machine]).toEqual([true, 12.5, 'm']);
  expect([prefix.read(text, text.indexOf(10) + 1), prefix.machine, prefix.idHash]).toEqual([
    true,
    'other',
    hashOf('-0'),
  ]);
});

test.each([
  ['another event', lineOfEvent(machineEvent())],
  [
    'fields in another order',
    lineOfEvent(transitionEvent()).replace('"connection":"c1","machine":"m"', '"machine":"m","connection":"c1"'),
  ],
  ['an escaped id', lineOfEvent(transitionEvent({ id: '"' }))],
  ['an id that is not ASCII', lineOfEvent(transitionEvent({ id: 'é' }))],
  ['a tick beyond what a number holds', lineOfEvent(transitionEvent({ tick: 2n ** 60n }))],
  ['a time that is no number', lineOfEvent(transitionEvent()).replace('1700000000001', '17x')],
  ['a machine without a name', lineOfEvent(transitionEvent({ machine: '' }))],
  ['a name of 2 kB', lineOfEvent(transitionEvent({ connection: 'x'.repeat(2000) }))],
  ['half a line', lineOfEvent(transitionEvent()).slice(0, 100)],
])('%s is left to the parser', (_, line) => {
  expect(new LinePrefix().read(bytes(line), 0)).toBe(false);
});

test('every bit of a line can flip: it is read, or refused with what is wrong', () => {
  const whole = bytes(lineOfEvent(full)).subarray(0, -1);
  let read = 0;
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const flipped = Buffer.from(whole);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    try {
      parseEvent(flipped.toString());
      read += 1;
    } catch (error) {
      expect((error as Error).message).toMatch(/^(?:is |has )/);
    }
  }
  expect(read).toBeGreaterThan(0);
});
