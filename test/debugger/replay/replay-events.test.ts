import type { DebuggerEvent } from '../../../src/debugger/model/index.js';
import { lineOfEvent } from '../../../src/debugger/model/index.js';
import { openRecording } from '../../../src/debugger/recording/index.js';
import { replayEvents, type ReplayEventsOptions } from '../../../src/debugger/replay/index.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { disconnectedEvent, machineEvent, transitionEvent } from '../model/events.js';

const { file } = temporaryFiles();
const EVENTS: readonly DebuggerEvent[] = [
  machineEvent({ at: 1000 }),
  machineEvent({ at: 1000, machine: 'n', connection: 'c2' }),
  transitionEvent({ at: 1200 }),
  transitionEvent({ at: 1100, id: 'back' }),
  transitionEvent({ at: 3200, machine: 'n', connection: 'c2' }),
  disconnectedEvent({ at: 3200, connection: 'c2' }),
];

async function replayed(options: ReplayEventsOptions = {}, most = Infinity) {
  const recording = await openRecording(file('r.jsonl', EVENTS.map((event) => `${lineOfEvent(event)}\n`).join('')));
  const pauses: number[] = [];
  const events: DebuggerEvent[] = [];
  const wait = (ms: number) => Promise.resolve(pauses.push(ms));
  for await (const event of replayEvents(recording, { wait, ...options })) {
    events.push(event);
    if (events.length >= most) break;
  }
  await recording.close();
  return { events, pauses };
}

test('events come as fast as they can be read, or with the pauses they had', async () => {
  expect(await replayed()).toEqual({ events: EVENTS, pauses: [] });
  expect(await replayed({ speed: 1 })).toEqual({ events: EVENTS, pauses: [200, 2000] });
  expect(await replayed({ speed: 10, maxPauseMs: 100 })).toEqual({ events: EVENTS, pauses: [20, 100] });
});

test('one machine can be picked, with its end', async () => {
  const { events } = await replayed({ machine: 'n' });
  expect(events).toEqual([EVENTS[1], EVENTS[4], EVENTS[5]]);
  expect((await replayed({ machine: 'm' })).events).toEqual([EVENTS[0], EVENTS[2], EVENTS[3]]);
});

test('it can be ended', async () => {
  const controller = new AbortController();
  const wait = () => {
    controller.abort();
    return Promise.resolve();
  };
  expect((await replayed({ speed: 1, wait, signal: controller.signal })).events).toHaveLength(3);
  expect((await replayed({}, 2)).events).toHaveLength(2);
});

test('a pause ends with the signal', async () => {
  const recording = await openRecording(file('p.jsonl', EVENTS.map((event) => `${lineOfEvent(event)}\n`).join('')));
  const controller = new AbortController();
  let taken = 0;
  for await (const _ of replayEvents(recording, { speed: 0.001, signal: controller.signal })) {
    taken += 1;
    if (taken === 2) {
      setImmediate(() => {
        controller.abort();
      });
    }
  }
  expect(taken).toBe(3);
  await recording.close();
});
