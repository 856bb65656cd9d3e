import { Machine, defineSchema } from 'statescope';
import { replay, type ReplayResult } from '../../../src/debugger/replay/index.js';
import { openRecording } from '../../../src/debugger/recording/index.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { goldenLines } from '../golden-recording.js';
import { goldenBytes } from '../golden-streams.js';
import { lineOfEvent } from '../../../src/debugger/model/index.js';
import type { DebuggerEvent } from '../../../src/debugger/model/index.js';
import { machineEvent, transitionEvent } from '../model/events.js';

const { file } = temporaryFiles();
const golden = (name: string) => openRecording(file(`${name}.jsonl`, goldenLines(name)));
const recorded = (name: string, events: readonly DebuggerEvent[]) =>
  openRecording(file(name, events.map((event) => `${lineOfEvent(event)}\n`).join('')));

const summary = ({ mutations, transitions, diverged, divergences }: ReplayResult) => ({
  mutations,
  transitions,
  diverged,
  texts: divergences.map(({ text }) => text),
});

const nested = defineSchema({ A: {}, B: {}, C: {}, D: {}, E: {}, Exception: { multi: true } });

/** What the machine of the session `nested` does. */
class Nested extends Machine.of(nested) {
  AState(): void {
    this.add('B');
    this.add('C');
    this.canAdd('D');
    this.remove('A');
    this.addErr(new Error('err'));
  }
  BEnter(): void {
    this.add('E');
  }
}

test('a class does again what was recorded of it, with the same clocks after every transition', async () => {
  const recording = await golden('nested');
  const machine = new Nested({ id: 'm' });
  const result = replay(recording, machine);
  expect(summary(result)).toEqual({ mutations: 2, transitions: 7, diverged: 0, texts: [] });
  const [history] = recording.index.histories;
  const last = recording.transition(history?.positionOf(history.length - 1) ?? 0);
  expect([result.machine, machine.time()]).toEqual([machine, last.clocks]);
  expect(machine.tracers).toEqual([]);
  await recording.close();
});

test('a class that does something else is told from the first difference on, and put where the recorded one was', async () => {
  const recording = await golden('nested');
  class Other extends Machine.of(nested) {
    AState(): void {
      this.add('C');
    }
  }
  const other = new Other({ id: 'm' });
  const { texts, diverged } = summary(replay(recording, other));
  expect([diverged, texts[0]]).toEqual([1, '[add] B: came out as [add] C']);
  const [history] = recording.index.histories;
  expect(other.time()).toEqual(recording.transition(history?.positionOf(history.length - 1) ?? 0).clocks);
  await recording.close();
});

test.each([
  'args',
  'big',
  'checks',
  'errors',
  'groups-tags',
  'late',
  'level-1',
  'level-5',
  'log-ids',
  'many-steps',
  'minimal',
  'names',
  'nested',
  'source',
  'steps',
  'subscriptions',
  'traces',
  'unicode',
  'ws',
])('%s: a machine of the recorded schema comes to the same clocks', async (name) => {
  const recording = await golden(name);
  for (const history of recording.index.histories) {
    const result = replay(recording, undefined, { history });
    expect(summary(result)).toMatchObject({ diverged: 0, texts: [] });
    const last = recording.transition(history.positionOf(history.length - 1));
    expect(result.machine.time()).toEqual(last.clocks);
  }
  await recording.close();
});

test.each(['full', 'nested', 'tree', 'unicode'])('%s: so it does from a dump', async (name) => {
  const recording = await openRecording(file(`${name}.gob.br`, goldenBytes(`${name}.dump.gob.br`)));
  for (const history of recording.index.histories) {
    expect(summary(replay(recording, undefined, { history }))).toMatchObject({ diverged: 0 });
  }
  await recording.close();
});

const schema = machineEvent({ states: [{ name: 'A' }, { name: 'B' }, { name: 'Exception', multi: true }] });

const AB = defineSchema({ A: {}, B: {}, Exception: { multi: true } });

test('a replay begins where the recorded machine was', async () => {
  const before = transitionEvent({ queued: true, clocks: [1, 4, 0], runsAt: 8, called: ['B'], queueLength: 1 });
  const after = transitionEvent({ queueTick: 8, clocks: [1, 5, 0], called: ['B'] });
  const recording = await recorded('begins', [schema, before, after]);
  const machine = new (class extends Machine.of(AB) {})({ id: 'm' });
  expect(summary(replay(recording, machine))).toMatchObject({ transitions: 1, diverged: 0 });
  expect(machine.time()).toEqual([1, 5, 0]);
  await recording.close();
});

test.each<[string, DebuggerEvent[], (machine: Machine<typeof AB>) => void, string]>([
  ['clocks', [transitionEvent({ clocks: [3, 0, 0] })], () => undefined, '[add] A: had A at 3, is at 1'],
  [
    'a veto',
    [transitionEvent({ accepted: false, clocks: [0, 0, 0] })],
    () => undefined,
    '[add] A: was canceled, is accepted',
  ],
  [
    'one that is missing',
    [
      transitionEvent({ clocks: [1, 0, 0], queueLength: 1 }),
      transitionEvent({ clocks: [1, 1, 0], called: ['B'], auto: true }),
    ],
    () => undefined,
    '[add] B: was recorded, did not happen',
  ],
  [
    'one too many',
    [transitionEvent({ clocks: [1, 0, 0] })],
    (machine) => machine.bindHandlers({ AState: () => machine.add('B') }),
    '[add] B: was not recorded, after 00000000000000aa',
  ],
])('%s: the difference is told in words', async (name, events, prepare, text) => {
  const recording = await recorded(name.replaceAll(' ', '-'), [schema, ...events]);
  const machine = new (class extends Machine.of(AB) {})({ id: 'm' });
  prepare(machine);
  expect(summary(replay(recording, machine)).texts).toEqual([text]);
  await recording.close();
});

test('arguments and time can be made up for what was not recorded', async () => {
  const err = transitionEvent({ called: ['Exception'], clocks: [1, 0, 1], args: { err: 'bad' }, id: '2' });
  const add = transitionEvent({ clocks: [1, 0, 0], args: { url: 'x' }, at: 5 });
  const recording = await recorded('args', [schema, add, err]);
  const seen: unknown[] = [];
  const machine = new (class extends Machine.of(AB) {})({ id: 'm' });
  machine.bindHandlers({
    AState: ({ args }: { args: unknown }) => seen.push(args),
    ExceptionState: () => seen.push(machine.err?.message),
  });
  const result = replay(recording, machine, {
    args: ({ args = {} }) => ({ ...args, more: 1 }),
    before: ({ at, id }) => seen.push([at, id]),
  });
  expect(result.divergences).toEqual([]);
  expect(seen).toEqual([[5, '00000000000000aa'], { url: 'x', more: 1 }, [1_700_000_000_001, '2'], 'bad']);
  await recording.close();
});

test('another machine, one of other states, and none at all are refused in words', async () => {
  const recording = await recorded('refused', [schema, transitionEvent()]);
  const two = await recorded('two', [schema, machineEvent({ machine: 'n' }), transitionEvent()]);
  const bare = await recorded('bare', [transitionEvent()]);
  const stranger = new (class extends Machine.of(defineSchema({ A: {}, X: {} })) {})({ id: 'm' });
  expect(() => replay(recording, stranger)).toThrow(
    'machine m is not the one that was recorded: it lacks B has X, which it had not',
  );
  expect(() => replay(two)).toThrow('say which machine to replay; the recording has m, n');
  expect(() => replay(two, new (class extends Machine.of(AB) {})({ id: 'z' }))).toThrow('machine z was not recorded');
  expect(() => replay(bare)).toThrow('the schema of machine m was not recorded');
  await Promise.all([recording, two, bare].map((one) => one.close()));
});

test('a schema without Exception is one of a machine that had none', async () => {
  const plain = machineEvent({ states: [{ name: 'A' }, { name: 'B' }] });
  const before = transitionEvent({ queued: true, clocks: [2, 1], called: ['A'], runsAt: 3, queueLength: 1 });
  const recording = await recorded('plain', [plain, before, transitionEvent({ queueTick: 3, clocks: [3, 1] })]);
  const { machine, divergences } = replay(recording);
  expect([machine.time(), divergences]).toEqual([[3, 1, 0], []]);
  await recording.close();
});
