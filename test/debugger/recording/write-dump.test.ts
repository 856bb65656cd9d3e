import { readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { DUMP_SHAPE, GobDecoder } from '../../../src/exporters/dbg/index.js';
import type { DumpedMachine } from '../../../src/exporters/dbg/index.js';
import { lineOfEvent } from '../../../src/debugger/model/index.js';
import type { DebuggerEvent, TransitionEvent } from '../../../src/debugger/model/index.js';
import { openRecording } from '../../../src/debugger/recording/index.js';
import { writeDump } from '../../../src/debugger/recording/write-dump.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { goldenLines } from '../golden-recording.js';
import { GOLDEN_STREAMS, goldenBytes } from '../golden-streams.js';
import { disconnectedEvent, machineEvent, transitionEvent } from '../model/events.js';

const { file, path } = temporaryFiles();
const lines = (events: readonly DebuggerEvent[]) => events.map((event) => `${lineOfEvent(event)}\n`).join('');

async function dumped(source: string) {
  const recording = await openRecording(source);
  const count = await writeDump(recording, path('out.gob.br'));
  await recording.close();
  return count;
}

/** The events of a file by machine; what connections are called differs. */
async function eventsOf(source: string) {
  const recording = await openRecording(source);
  const byMachine = Object.create(null) as Record<string, unknown[]>;
  for await (const event of recording.events()) {
    if (event.kind === 'disconnected') continue;
    const { connection: _, ...rest } = event;
    (byMachine[event.machine] ??= []).push(event.kind === 'machine' ? { ...rest, at: 0 } : rest);
  }
  await recording.close();
  return byMachine;
}

test.each(GOLDEN_STREAMS.filter((name) => !['fwd', 'recreated', 'schema-change'].includes(name)))(
  '%s: a dump that was written is read as the recording it was made of',
  async (name) => {
    const source = file(`${name}.jsonl`, goldenLines(name));
    const { damaged, leftOut } = await dumped(source);
    expect([damaged, leftOut]).toEqual([0, 0]);
    expect(await eventsOf(path('out.gob.br'))).toEqual(await eventsOf(source));
  },
);

test.each(['full', 'nested', 'tree', 'unicode'])('%s: so is a dump of a dump of the reference', async (name) => {
  const source = file(`${name}.gob.br`, goldenBytes(`${name}.dump.gob.br`));
  await dumped(source);
  expect(await eventsOf(path('out.gob.br'))).toEqual(await eventsOf(source));
});

test('machines that took turns do so again, and how far it is, is told', async () => {
  const machines = ['m', 'n', 'o'].map((machine) => machineEvent({ machine, connection: machine }));
  const turns = Array.from({ length: 30 }, (_, i) => {
    const machine = 'mno'[(i * i) % 3] ?? '';
    return transitionEvent({ machine, connection: machine, id: String(i), at: 1000 + i });
  });
  const source = file('turns.jsonl', lines([...machines, ...turns]));
  await dumped(source);
  const told: string[] = [];
  const [recording, again] = await Promise.all([
    openRecording(source),
    openRecording(path('out.gob.br'), {
      onProgress: ({ doing, done, total }) => told.push(`${doing} ${String(done <= total)}`),
    }),
  ]);
  const order = ({ length, transition }: { length: number; transition: (position: number) => TransitionEvent }) =>
    Array.from({ length }, (_, position) => transition(position)).map(({ machine, id, at }) => ({ machine, id, at }));
  const [before, after] = [recording, again].map((one) =>
    order({ length: one.length, transition: (at) => one.transition(at) }),
  );
  expect(after).toEqual(before);
  expect(new Set(before?.slice(0, -1).map(({ machine }, i) => machine === before[i + 1]?.machine)).size).toBe(2);
  expect([...new Set(told)]).toEqual(['unpacking true', 'sorting true', 'indexing true']);
  await Promise.all([recording.close(), again.close()]);
});

test('it has the form that live messages have, with times', async () => {
  await dumped(file('form.jsonl', goldenLines('full')));
  const decoder = new GobDecoder();
  decoder.push(brotliDecompressSync(readFileSync(path('out.gob.br'))));
  const [machine] = decoder.next(DUMP_SHAPE) as readonly DumpedMachine[];
  const step = machine?.transitions.flatMap(({ steps }) => steps)[0];
  expect([machine?.schema?.id, machine?.transitions[0]?.time?.seconds]).toEqual(['m', 1_700_000_000]);
  expect([step?.toState !== '', step?.fromStateIdx, step?.toStateIdx]).toEqual([true, -1, 0]);
});

test('it holds the newest history of each machine, and says what it leaves out', async () => {
  const again = machineEvent({ connection: 'c2', tags: ['new'] });
  const count = await dumped(
    file(
      'again.jsonl',
      lines([
        machineEvent(),
        transitionEvent(),
        disconnectedEvent(),
        again,
        transitionEvent({ connection: 'c2', id: 'new' }),
        transitionEvent({ machine: 'unknown', id: 'x' }),
      ]),
    ),
  );
  expect(count).toEqual({ machines: 1, transitions: 1, damaged: 1, leftOut: 1 });
  expect({ ...(await eventsOf(path('out.gob.br'))) }).toEqual({
    m: [expect.objectContaining({ tags: ['new'] }), expect.objectContaining({ id: 'new' })],
  });
});

test('damaged transitions are left out and counted', async () => {
  const text = lines([
    machineEvent(),
    transitionEvent({ id: 'a' }),
    transitionEvent({ id: 'b' }),
    transitionEvent({ id: 'c' }),
  ]);
  const broken = file('broken.jsonl', text.replace(/("id":"b".*"called":\[)/, '$1,'));
  expect(await dumped(broken)).toEqual({ machines: 1, transitions: 2, damaged: 1, leftOut: 0 });
  expect((await eventsOf(path('out.gob.br')))['m']).toMatchObject([{}, { id: 'a' }, { id: 'c' }]);
});

test('a file that cannot be written is named', async () => {
  const recording = await openRecording(file('ok.jsonl', lines([machineEvent()])));
  writeFileSync(path('plain'), '');
  await expect(writeDump(recording, path('plain/out.gob.br'))).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringMatching(/^the dump ".*out\.gob\.br" cannot be written: .*ENOTDIR/) as string,
  });
  await recording.close();
});
