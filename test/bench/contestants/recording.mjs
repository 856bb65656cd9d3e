// What a recording of the debugger costs for each event, next to JSON.parse of the same lines.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlightRecorder, openRecording, replay } from 'statescope/debugger';
import { expect } from '../lib/workload.mjs';

const EVENTS = 20_000;
const START = 1_700_000_000_000;

const folder = mkdtempSync(join(tmpdir(), 'statescope-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const states = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'Exception'];
const schema = {
  ...{ kind: 'machine', at: START, connection: 'c1', machine: 'm', groups: undefined, parent: undefined, tags: [] },
  states: states.map((name) => ({ name, multi: true })),
};

/** Transitions of a machine whose states are entered in turn, with the steps and lines that level 3 has. */
const transitions = Array.from({ length: EVENTS }, (_, i) => {
  const state = states[i % 7];
  const clocks = states.map((_, at) => (at === 7 || at > i ? 0 : 2 * Math.floor((i - at) / 7) + 1));
  // One literal, as a receiver makes it: objects put together from parts are slower to read.
  return {
    kind: 'transition',
    at: START + i,
    connection: 'c1',
    machine: 'm',
    id: i.toString(16).padStart(16, '0'),
    tick: clocks.reduce((sum, tick) => sum + tick, 0),
    queueTick: i + 2,
    type: 'add',
    accepted: true,
    queued: false,
    check: false,
    auto: false,
    called: [state],
    clocks,
    queueLength: 0,
    token: 0,
    runsAt: 0,
    steps: [
      { type: 32, to: state },
      { type: 4, to: state },
      { type: 2, to: state, isFinal: true, isEnter: true },
    ],
    linesBefore: [{ level: 3, text: `[queue:add] ${state}` }],
    lines: [
      { level: 3, text: `[add] ${state}` },
      { level: 2, text: `[state] +${state}` },
    ],
    args: undefined,
    stack: undefined,
  };
});

const written = async (file) => {
  rmSync(file, { force: true });
  const recorder = await FlightRecorder.open(file);
  recorder.write(schema);
  for (const event of transitions) {
    const full = recorder.write(event);
    if (full !== undefined) await full;
  }
  await recorder.close();
};

/** A job that goes over the same recording again and again; `each` tells how many events it saw. */
const over = async (each) => {
  const file = join(folder, 'recording.jsonl');
  await written(file);
  return {
    async: true,
    unit: EVENTS,
    async run(n) {
      for (let done = 0; done < n; done += EVENTS) expect((await each(file)) >= EVENTS, 'every event');
    },
  };
};

const withRecording = async (file, work) => {
  const recording = await openRecording(file);
  try {
    return await work(recording);
  } finally {
    await recording.close();
  }
};

export const jobs = {
  record: () =>
    over(async () => {
      await written(join(folder, 'written.jsonl'));
      return EVENTS;
    }),
  index: () => over((file) => withRecording(file, ({ length }) => length)),
  events: () =>
    over((file) =>
      withRecording(file, async (recording) => {
        let count = 0;
        for await (const _ of recording.events()) count += 1;
        return count;
      }),
    ),
  machine: () =>
    over((file) =>
      withRecording(file, (recording) => {
        const { transitions: count, diverged } = replay(recording);
        expect(diverged === 0, 'the same clocks');
        return count;
      }),
    ),
  parse: () =>
    over((file) => {
      let count = 0;
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line === '') continue;
        JSON.parse(line);
        count += 1;
      }
      return count;
    }),
};
