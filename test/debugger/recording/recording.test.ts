import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { FLAGS, lineOfEvent, mutationIn } from '../../../src/debugger/model/index.js';
import type { DebuggerEvent, TransitionEvent } from '../../../src/debugger/model/index.js';
import type { ReadProgress } from '../../../src/debugger/recording/index.js';
import { Recording } from '../../../src/debugger/recording/recording.js';
import type { MachineError } from '../../../src/errors.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { disconnectedEvent, machineEvent, transitionEvent } from '../model/events.js';

const { path, file } = temporaryFiles();
const START = 1_700_000_000_000;

const text = (events: readonly DebuggerEvent[]) => events.map((event) => `${lineOfEvent(event)}\n`).join('');

/** Two machines in turn, the second one without ids of ASCII; a new schema half way; both gone at the end. */
function story(count: number): readonly DebuggerEvent[] {
  const transitions = Array.from({ length: count }, (_, i): TransitionEvent => {
    const [machine, connection] = i % 2 === 0 ? ['even', 'c1'] : ['odd', 'c2'];
    const step = i >> 1;
    const id = i % 2 === 0 ? String(i).padStart(16, '0') : `né${String(i)}`;
    return transitionEvent({ at: START + i * 10, machine, connection, id, tick: step * 2, queueTick: step + 1 });
  });
  return [
    machineEvent({ machine: 'even', connection: 'c1' }),
    machineEvent({ machine: 'odd', connection: 'c2' }),
    ...transitions.slice(0, count / 2),
    machineEvent({ machine: 'even', connection: 'c1', tags: ['changed'] }),
    ...transitions.slice(count / 2),
    disconnectedEvent({ connection: 'c1', at: START + count * 10 }),
  ];
}

const EVENTS = story(200);
const TRANSITIONS = EVENTS.filter((event) => event.kind === 'transition');

function failure(run: () => unknown): MachineError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error as MachineError;
  }
}

async function opened(name: string, content: string | Uint8Array = text(EVENTS)) {
  return Recording.open(file(name, content));
}

test('every transition is found by its position, id, time, tick and queue tick', async () => {
  const recording = await opened('found');
  expect(recording.length).toBe(200);
  const all = recording.cursor();
  for (const [position, event] of TRANSITIONS.entries()) {
    expect(recording.transition(position)).toEqual(event);
    expect(recording.find(event.id)).toBe(position);
    const history = recording.index.historyAt(position);
    expect([history.machine, history.connection]).toEqual([event.machine, event.connection]);
    const flags = recording.index.flagsOf(position);
    expect([mutationIn(flags), (flags & FLAGS.canceled) === 0]).toEqual([event.type, event.accepted]);
    const own = recording.cursor(history);
    expect(all.seek({ time: event.at }) && all.read()).toEqual(event);
    expect(own.seek({ tick: Number(event.tick) }) && own.read()).toEqual(event);
    expect(own.seek({ queueTick: Number(event.queueTick) }) && own.position).toBe(position);
    expect(own.seekId(event.id) && own.step).toBe(position >> 1);
  }
  await recording.close();
});

test('a moment between two transitions is that of the later one, after the last there is none', async () => {
  const recording = await opened('moments');
  const [even] = recording.index.histories;
  const cursor = recording.cursor(even);
  expect([cursor.seek({ time: START + 1 }), cursor.step]).toEqual([true, 1]);
  expect([cursor.seek({ tick: 3, time: START }), cursor.step]).toEqual([true, 2]);
  expect([cursor.seek({ tick: 1000 }), cursor.step, cursor.position, cursor.read()]).toEqual([
    false,
    100,
    undefined,
    undefined,
  ]);
  expect([cursor.move(-1), cursor.step, cursor.move(-1000), cursor.step, cursor.move(1)]).toEqual([
    true,
    99,
    true,
    0,
    true,
  ]);
  expect(cursor.seekId('none')).toBe(false);
  expect(cursor.seekId(TRANSITIONS[1]?.id ?? '')).toBe(false);
  expect(cursor.step).toBe(1);
  await recording.close();
});

test('the schema that holds for a transition is the last one before it', async () => {
  const recording = await opened('schemas');
  const [even, odd] = recording.index.histories;
  const tags = (step: number) => recording.schema(even as never, step)?.tags;
  expect([tags(0), tags(49), tags(50), tags(99)]).toEqual([[], [], ['changed'], ['changed']]);
  expect(recording.schema(odd as never, 99)?.machine).toBe('odd');
  expect([even?.endedAt, odd?.endedAt]).toEqual([START + 2000, undefined]);
  await recording.close();
});

test('a machine that connects again begins a new history, the newest is the first', async () => {
  const again = transitionEvent({ machine: 'even', connection: 'c3', id: TRANSITIONS[0]?.id ?? '' });
  const recording = await opened(
    'again',
    text([...EVENTS, machineEvent({ machine: 'even', connection: 'c3' }), again]),
  );
  expect(recording.index.historiesOf('even').map(({ connection, length }) => [connection, length])).toEqual([
    ['c3', 1],
    ['c1', 100],
  ]);
  expect(recording.find(again.id)).toBe(200);
  const [, first] = recording.index.historiesOf('even');
  expect(recording.find(again.id, first)).toBe(0);
  await recording.close();
});

test('what is added later is indexed then, also when it came in two halves of a line', async () => {
  const whole = Buffer.from(text(EVENTS));
  const cut = whole.indexOf('\n', whole.length / 2) - 20;
  const recording = await opened('grows', whole.subarray(0, cut));
  const before = recording.length;
  expect(recording.readableTo).toBe(whole.lastIndexOf('\n', cut) + 1);
  appendFileSync(path('grows'), whole.subarray(cut));
  expect([before < 200, await recording.refresh(), await recording.refresh()]).toEqual([true, 200, 200]);
  expect(recording.damage).toEqual([]);
  expect(recording.transition(199)).toEqual(TRANSITIONS[199]);
  await recording.close();
});

test('a last line that lacks only its newline is taken, and taken once', async () => {
  const recording = await opened('last', text(EVENTS.slice(0, 5)).trimEnd());
  expect(recording.length).toBe(3);
  appendFileSync(path('last'), `\n${text(EVENTS.slice(5, 6))}`);
  expect(await recording.refresh()).toBe(4);
  await recording.close();
});

test('time that goes back counts as the latest before it', async () => {
  const times = [50, 100, 20, 101];
  const recording = await opened('clock', text(times.map((at) => transitionEvent({ at, id: String(at) }))));
  const cursor = recording.cursor();
  const stepAt = (time: number) => cursor.seek({ time }) && cursor.step;
  expect([stepAt(0), stepAt(51), stepAt(100), stepAt(101), stepAt(102)]).toEqual([0, 1, 1, 3, false]);
  expect(recording.transition(2).at).toBe(20);
  await recording.close();
});

test('bits that flip cost the lines they are in, and the offsets of those are told', async () => {
  const whole = Buffer.from(text(EVENTS.slice(0, 7)));
  for (let at = 0; at < whole.length; at += 7) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
    writeFileSync(path('flipped'), flipped);
    const recording = await Recording.open(path('flipped'));
    const damage: number[] = [];
    let read = 0;
    const onDamaged = ({ offset }: { offset: number }) => damage.push(offset);
    for await (const event of recording.events({ onDamaged })) read += event.at === 0 ? 0 : 1;
    const lineStart = whole.lastIndexOf(0x0a, at - 1) + 1;
    expect(read).toBeGreaterThanOrEqual(5);
    expect(damage.every((offset) => Math.abs(offset - (at === 0 ? 0 : lineStart)) < 2000)).toBe(true);
    for (let position = 0; position < recording.length; position++) {
      expect([undefined, 'FILE']).toContain(failure(() => recording.transition(position))?.code);
    }
    await recording.close();
  }
});

test('a damaged transition is refused with its offset, those around it are read', async () => {
  const lines = text(EVENTS.slice(0, 6)).split('\n');
  lines[4] = lines[4]?.replace('"called":[', '"called":[,') ?? '';
  const recording = await opened('one', lines.join('\n'));
  const offset = Buffer.byteLength(lines.slice(0, 4).join('\n')) + 1;
  expect(failure(() => recording.transition(2))).toMatchObject({
    code: 'FILE',
    message: expect.stringContaining(`one, byte ${String(offset)}: is not JSON`) as string,
  });
  expect(recording.transition(3)).toEqual(EVENTS[5]);
  expect(() => recording.transition(4)).toThrow(/has 4 transitions, there is none at 4/);
  await recording.close();
});

test('a file that was replaced by another one is noticed', async () => {
  const recording = await opened('replaced', text(EVENTS));
  writeFileSync(path('replaced'), text([...EVENTS].reverse()));
  expect(() => recording.schema(recording.index.histories[0] as never, 0)).toThrow(
    /is not what was indexed|is not JSON/,
  );
  await recording.close();
});

test('lines longer than what is read at once are read', async () => {
  const stack = '漢'.repeat(100_000);
  const recording = await opened('long', text([...EVENTS, transitionEvent({ stack, id: 'long' }), transitionEvent()]));
  expect(recording.transition(recording.find('long') ?? 0).stack).toBe(stack);
  await recording.close();
});

test('progress is told, and a file that is not there is named', async () => {
  const seen: ReadProgress[] = [];
  const recording = await Recording.open(file('progress', text(story(20_000))), {
    onProgress: (progress) => seen.push(progress),
  });
  expect(seen.length).toBeGreaterThan(2);
  const { length: total } = readFileSync(path('progress'));
  expect(seen.at(-1)).toEqual({ doing: 'indexing', done: total, total });
  await recording.close();
  await expect(Recording.open(path('none'))).rejects.toMatchObject({ code: 'FILE' });
});

test('a byte order mark and the line ends of Windows are no damage, where files were joined neither', async () => {
  const events = [machineEvent(), transitionEvent()];
  const windows = `\ufeff${text(events).replaceAll('\n', '\r\n')}`;
  const recording = await opened('windows', `${windows}\ufeff${text([transitionEvent({ id: 'second' })])}`);
  expect([recording.length, recording.damage]).toEqual([2, []]);
  expect([recording.transition(0), recording.transition(1).id]).toEqual([events[1], 'second']);
  expect(recording.schema(recording.index.historyAt(0), 0)).toEqual(events[0]);
  await recording.close();
});
