import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  FlightRecorder,
  openRecording,
  parseEvent,
  statisticsOf,
  writeDump,
  type Recording,
} from 'statescope/debugger';
import { machineEvent, transitionEvent } from '../debugger/model/events.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const COUNT = 1_000_000;
const MACHINES = 50;
const START = 1_700_000_000_000;

const folder = mkdtempSync(join(tmpdir(), 'statescope-soak-'));
const file = join(folder, 'million.jsonl');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const idOf = (i: number) => (i * 2_654_435_761).toString(16).padStart(16, '0');

/** The transition at a position: machines in turn, a step of each every `MACHINES` positions. */
function transitionAt(i: number) {
  const step = Math.floor(i / MACHINES);
  return transitionEvent({
    ...{ at: START + i, machine: `m${String(i % MACHINES)}`, connection: `c${String(i % MACHINES)}`, id: idOf(i) },
    ...{ tick: step * 3, queueTick: step + 1, clocks: [step, step, step] },
    lines: [{ level: 2, text: `[state] +A at ${String(i)}` }],
  });
}

function usedMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}

beforeAll(async () => {
  const recorder = await FlightRecorder.open(file);
  for (let i = 0; i < MACHINES; i++) {
    void recorder.write(machineEvent({ machine: `m${String(i)}`, connection: `c${String(i)}`, at: START }));
  }
  for (let i = 0; i < COUNT; i++) await recorder.write(transitionAt(i));
  await recorder.close();
});

describe('a recording of a million transitions', () => {
  let recording: Recording;
  let grown = 0;

  beforeAll(async () => {
    const before = usedMiB();
    recording = await openRecording(file);
    grown = usedMiB() - before;
  });

  afterAll(() => recording.close());

  test('takes memory for its index, not for what it holds', () => {
    expect(recording.length).toBe(COUNT);
    expect(statSync(file).size / MIB).toBeGreaterThan(150);
    expect(recording.index.byteLength / COUNT).toBeLessThan(80);
    expect(grown).toBeLessThan(90);
  });

  test('any of them is reached by id, tick and time without reading the whole again', () => {
    const before = recording.bytesRead;
    const all = recording.cursor();
    const lookups = 3000;
    for (let n = 0; n < lookups; n++) {
      const position = Math.floor(Math.random() * COUNT);
      const expected = transitionAt(position);
      const history = recording.index.historyAt(position);
      const own = recording.cursor(history);
      expect(recording.find(expected.id)).toBe(position);
      expect(all.seek({ time: expected.at }) && all.read()).toEqual(expected);
      expect(own.seek({ tick: Number(expected.tick) }) && own.position).toBe(position);
      expect(own.seek({ queueTick: Number(expected.queueTick) }) && own.position).toBe(position);
    }
    expect(recording.find('none')).toBeUndefined();
    expect((recording.bytesRead - before) / lookups).toBeLessThan(256 * 1024);
    expect(usedMiB()).toBeLessThan(500);
  });

  test('is gone through in both directions with few reads', () => {
    const before = recording.bytesRead;
    const cursor = recording.cursor(recording.index.histories[7]);
    cursor.goTo(5000);
    for (let step = 5000; step < 6000; step++, cursor.move(1)) expect(cursor.read()?.tick).toBe(step * 3);
    for (let step = 6000; step > 5000; step--, cursor.move(-1)) expect(cursor.read()?.tick).toBe(step * 3);
    // A machine has one line in fifty, and comes back over what is in memory only in part.
    expect(recording.bytesRead - before).toBeLessThan(50 * MIB);
  });

  test('is counted in one go', async () => {
    const { transitions, machines, damaged } = await statisticsOf(recording);
    expect([transitions, machines.length, damaged]).toEqual([COUNT, MACHINES, 0]);
  });

  test('becomes a dump, and one again', async () => {
    const dump = join(folder, 'million.gob.br');
    expect(await writeDump(recording, dump)).toEqual({
      machines: MACHINES,
      transitions: COUNT,
      damaged: 0,
      leftOut: 0,
    });
    const again = await openRecording(dump, { temporaryFolder: folder });
    expect([again.length, again.damage]).toEqual([COUNT, []]);
    for (let n = 0; n < 1000; n++) {
      const position = Math.floor(Math.random() * COUNT);
      expect({ ...again.transition(position), connection: '' }).toEqual({ ...transitionAt(position), connection: '' });
    }
    await again.close();
  });
});

test('a hundred thousand lines with wrong bytes are read without a crash', () => {
  const line = readFileSync(file, 'utf8').slice(0, 20_000).split('\n').at(-2) ?? '';
  for (let n = 0; n < 100_000; n++) {
    const bytes = Buffer.from(line);
    for (let k = 0; k < 1 + (n % 3); k++)
      bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
    try {
      parseEvent(bytes.toString());
    } catch (error) {
      expect((error as Error).message).toMatch(/^(?:is |has )/);
    }
  }
});
