import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { FakeClock } from 'statescope/testing';
import type { DebuggerEvent } from '../../../src/debugger/model/index.js';
import { FlightRecorder } from '../../../src/debugger/recording/flight-recorder.js';
import { recordedEvents } from '../../../src/debugger/recording/recorded-events.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { disconnectedEvent, machineEvent, transitionEvent } from '../model/events.js';

const { path } = temporaryFiles();
const EVENTS: readonly DebuggerEvent[] = [
  machineEvent(),
  ...Array.from({ length: 2 }, (_, i) =>
    transitionEvent({ id: `t${String(i)}`, tick: i, lines: [{ level: 2, text: '漢' }] }),
  ),
  disconnectedEvent(),
];
const HEADER = '{"kind":"recording","version":1}\n';

async function written(name: string, events: readonly DebuggerEvent[]): Promise<string> {
  const recorder = await FlightRecorder.open(path(name));
  for (const event of events) await recorder.write(event);
  await recorder.close();
  return path(name);
}

async function read(file: string) {
  const events: DebuggerEvent[] = [];
  const damage: string[] = [];
  const onDamaged = ({ offset, reason }: { offset: number; reason: string }) =>
    damage.push(`${String(offset)}: ${reason}`);
  for await (const [event] of recordedEvents(file, { onDamaged })) events.push(event);
  return { events, damage };
}

test('what was written is read again', async () => {
  const file = await written('all', EVENTS);
  expect(await read(file)).toEqual({ events: EVENTS, damage: [] });
});

test('a file that exists is gone on with', async () => {
  await written('twice', EVENTS);
  const file = await written('twice', EVENTS.slice(1, 3));
  expect((await read(file)).events).toEqual([...EVENTS, ...EVENTS.slice(1, 3)]);
  expect(readFileSync(file, 'utf8').split(HEADER)).toHaveLength(2);
});

test('a file that ends at any byte is read up to the torn line, whose offset is told', async () => {
  const whole = readFileSync(await written('whole', EVENTS));
  const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
  for (let size = 0; size <= whole.length; size++) {
    writeFileSync(path('torn'), whole.subarray(0, size));
    const { events, damage } = await read(path('torn'));
    const complete = ends.filter((end) => end <= size || end - 1 === size).length;
    expect(events).toEqual(EVENTS.slice(0, Math.max(0, complete - 1)));
    const lastEnd = Math.max(0, ...ends.filter((end) => end <= size));
    const isTorn = lastEnd < size && !ends.includes(size + 1);
    expect(damage).toEqual(
      isTorn ? [expect.stringMatching(`^${String(lastEnd)}: is not JSON: .*; the file ends within the line`)] : [],
    );
  }
});

test('what follows a torn line begins on a line of its own', async () => {
  const file = await written('gone-on', EVENTS.slice(0, 2));
  appendFileSync(file, '{"kind":"transition","at":17');
  const { size } = { size: readFileSync(file).length };
  await written('gone-on', EVENTS.slice(2));
  const { events, damage } = await read(file);
  expect(events).toEqual(EVENTS);
  expect(damage).toEqual([expect.stringMatching(`^${String(size - 28)}: is not JSON`)]);
});

test('events are in the file after a tenth of a second, and at once when they are many', async () => {
  const clock = new FakeClock();
  const timers = { setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout as (id: unknown) => void };
  const recorder = await FlightRecorder.open(path('late'), { timers });
  void recorder.write(transitionEvent());
  expect(recorder.stats).toEqual({ events: 1, bytes: 0 });
  clock.advance(99);
  expect(clock.pendingTimers).toBe(1);
  clock.advance(1);
  await recorder.flush();
  const { bytes } = recorder.stats;
  expect(bytes).toBe(readFileSync(path('late')).length);
  await recorder.write(transitionEvent({ stack: 'x'.repeat(300_000) }));
  expect(recorder.stats.bytes).toBeGreaterThan(bytes + 300_000);
  await recorder.close();
  await recorder.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a file that cannot be written is named, at the start and later', async () => {
  await expect(FlightRecorder.open(path('no/such/folder'))).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringMatching(/^the recording ".*folder" cannot be written: .*ENOENT/) as string,
  });
  const recorder = await FlightRecorder.open('/dev/full');
  void recorder.write(transitionEvent());
  await expect(recorder.flush()).rejects.toMatchObject({ code: 'FILE' });
  expect(() => recorder.write(transitionEvent())).toThrow(/cannot be written: .*ENOSPC/);
  await expect(recorder.close()).rejects.toMatchObject({ code: 'FILE' });
});

test('a full file is moved aside, each can be read by itself, and the oldest ones go', async () => {
  const file = path('night.jsonl');
  const recorder = await FlightRecorder.open(file, { maxBytes: 3000, maxFiles: 3 });
  await recorder.write(machineEvent());
  await recorder.write(machineEvent({ machine: 'gone', connection: 'c2' }));
  for (let i = 0; i < 60; i++) {
    await recorder.write(transitionEvent({ tick: i }));
    if (i === 25) await recorder.write(disconnectedEvent({ connection: 'c2' }));
    await recorder.flush();
  }
  await recorder.close();
  const files = ['night.2.jsonl', 'night.1.jsonl', 'night.jsonl'].map(path);
  const parts = await Promise.all(files.map(read));
  expect(parts.map(({ damage }) => damage)).toEqual([[], [], []]);
  for (const name of files) expect(readFileSync(name).length).toBeLessThanOrEqual(3400);
  for (const { events } of parts) {
    const machines = events.flatMap((event) => (event.kind === 'machine' ? [event.machine] : []));
    const first = events.find((event) => event.kind === 'transition');
    expect(machines).toEqual(Number(first?.tick) <= 25 ? ['m', 'gone'] : ['m']);
  }
  const ticks = parts.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'transition' ? [event.tick] : [])),
  );
  expect(ticks).toEqual(Array.from({ length: ticks.length }, (_, i) => 60 - ticks.length + i));
  expect(ticks.length).toBeGreaterThan(20);
  expect(() => readFileSync(path('night.3.jsonl'))).toThrow(/ENOENT/);
});

test('a file that exists and is full is moved aside with the first event', async () => {
  const file = path('full.jsonl');
  await written('full.jsonl', EVENTS);
  const recorder = await FlightRecorder.open(file, { maxBytes: 100 });
  await recorder.write(transitionEvent({ id: 'new' }));
  await recorder.close();
  expect((await read(path('full.1.jsonl'))).events).toEqual(EVENTS);
  expect((await read(file)).events).toEqual([transitionEvent({ id: 'new' })]);
});
