import type { MachineEntry } from '../../src/admin/index.js';
import { ageText, machineTable } from '../../src/cli/machine-table.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

const entry = (fields: Partial<MachineEntry> = {}): MachineEntry => ({
  className: 'Feed',
  id: 'feed-1',
  states: [],
  queue: { length: 0, tick: 1 },
  running: [],
  runningCount: 0,
  observed: true,
  ...fields,
});

const state = (name: string, seconds: number, cause: object = {}) => ({
  name,
  tick: 1,
  since: ago(seconds),
  cause: { transitionId: 'tx', mutation: `[add] ${name}`, auto: false, args: undefined, source: undefined, ...cause },
});

test.each([
  [0, '0s'],
  [59, '59s'],
  [61, '1m1s'],
  [3600, '1h0m'],
  [90_000, '1d1h'],
  [-5, '0s'],
])('%i seconds are %s', (seconds, text) => {
  expect(ageText(ago(seconds), NOW)).toBe(text);
});

test('a line tells the states, the cause of the newest one, and what keeps the machine', () => {
  const table = machineTable(
    [
      entry({
        states: [
          state('Start', 120),
          state('Busy', 5, { auto: true, args: { url: 'a' }, source: { machineId: 'boss' } }),
        ],
        queue: { length: 3, tick: 9 },
        running: [{ handler: 'BusyState', since: ago(5), transitionId: 'tx' }],
        runningCount: 2,
        lastRejection: {
          at: ago(1),
          mutation: '[add] Done',
          auto: false,
          reason: 'handler',
          by: 'DoneEnter',
          transitionId: 'tx',
        },
      }),
      entry({ id: 'b', states: [{ name: 'Start', tick: 1 }], observed: false }),
    ],
    NOW,
  );
  const [header, first, second] = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(header).toEqual(['CLASS', 'ID', 'STATES', 'BECAUSE OF', 'QUEUE', 'WHAT KEEPS IT']);
  expect(first).toEqual([
    'Feed',
    'feed-1',
    'Start 2m0s, Busy 5s',
    '[add] Busy (auto) url=a from boss',
    '3',
    'BusyState runs for 5s and 1 more; [add] Done rejected 1s ago: handler DoneEnter',
  ]);
  expect(second).toEqual(['Feed', 'b', 'Start', '-', '0', 'not observed']);
});

test('columns stand below each other, without blanks at the end', () => {
  const [header = '', ...lines] = machineTable([entry(), entry({ id: 'a-long-id' })], NOW)
    .trimEnd()
    .split('\n');
  const column = header.indexOf('QUEUE');
  expect(lines.map((line) => line.charAt(column))).toEqual(['0', '0']);
  expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
});

test('a rejection from before the machine moved is past', () => {
  const rejection = { mutation: '[add] X', auto: false, reason: 'require', by: 'Y', transitionId: 'tx' } as const;
  const moved = machineTable([entry({ states: [state('Busy', 5)], lastRejection: { ...rejection, at: ago(9) } })], NOW);
  expect(moved).not.toContain('rejected');
  expect(machineTable([entry({ lastRejection: { ...rejection, at: ago(9) } })], NOW)).toContain(
    '[add] X rejected 9s ago: require Y',
  );
});

test('errors are one line, and nothing reaches the terminal that it would obey', () => {
  const table = machineTable(
    [entry({ id: 'a\u001b[2Jb', error: { type: 'Error', message: `one\ntwo ${'x'.repeat(99)}` } })],
    NOW,
  );
  expect(table).toContain('a?[2Jb');
  expect(table).toMatch(/Error: one two x+\.\.\.\n$/);
});

test('no machines are told as such', () => {
  expect(machineTable([], NOW)).toBe('no machines\n');
});
