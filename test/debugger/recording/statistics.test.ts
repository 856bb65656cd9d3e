import { lineOfEvent } from '../../../src/debugger/model/index.js';
import { openRecording, statisticsOf } from '../../../src/debugger/recording/index.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { goldenBytes } from '../golden-streams.js';
import { disconnectedEvent, machineEvent, transitionEvent } from '../model/events.js';

const { file } = temporaryFiles();

test('every kind of record is counted, for each machine and all', async () => {
  const events = [
    machineEvent({ at: 10 }),
    transitionEvent({ at: 11, queued: true }),
    transitionEvent({ at: 12, accepted: false, lines: [{ level: 1, text: 'x' }] }),
    transitionEvent({ at: 13, auto: true, steps: [{ type: 4 }, { type: 8 }] }),
    transitionEvent({ at: 14, check: true, linesBefore: [{ level: 1, text: 'x' }] }),
    machineEvent({ at: 15, machine: 'n', connection: 'c2' }),
    transitionEvent({ at: 16, machine: 'n', connection: 'c2', called: ['ErrDisk', 'Exception'] }),
    transitionEvent({ at: 17, connection: 'c3' }),
    disconnectedEvent({ at: 18 }),
  ];
  const text = events.map((event) => `${lineOfEvent(event)}\n`).join('');
  const recording = await openRecording(file('s.jsonl', `${text}{"kind":\n${text.slice(0, 40)}`));
  const { machines, damage, ...total } = await statisticsOf(recording);
  expect(total).toEqual({
    ...{ source: recording.source, bytes: text.length + 49, events: 9, from: 10, to: 18, damaged: 2 },
    ...{ transitions: 4, canceled: 1, auto: 1, queued: 1, checks: 1, errors: 1, steps: 2, lines: 2 },
  });
  expect(machines).toEqual([
    {
      ...{ machine: 'm', connections: 2, from: 10, to: 17 },
      ...{ transitions: 3, canceled: 1, auto: 1, queued: 1, checks: 1, errors: 0, steps: 2, lines: 2 },
    },
    {
      ...{ machine: 'n', connections: 1, from: 15, to: 16 },
      ...{ transitions: 1, canceled: 0, auto: 0, queued: 0, checks: 0, errors: 1, steps: 0, lines: 0 },
    },
  ]);
  expect(damage.map(({ offset }) => offset)).toEqual([text.length, text.length + 9]);
  await recording.close();
});

test('what was damaged of a dump is among it', async () => {
  const packed = goldenBytes('full.dump.gob.br');
  const recording = await openRecording(file('cut.gob.br', packed.subarray(0, packed.length - 5)));
  const { damaged, damage, bytes } = await statisticsOf(recording);
  expect([damaged, damage[0]?.reason, bytes]).toEqual([1, expect.stringMatching(/^Brotli/), packed.length - 5]);
  await recording.close();
});
