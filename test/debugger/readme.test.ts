import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from 'statescope/debugger';
import { temporaryFiles } from '../support/temporary-files.js';
import { goldenMachine } from './golden-machine.js';
import { goldenLines } from './golden-recording.js';
import { goldenBytes, goldenConnections } from './golden-streams.js';
import { recordUntil } from './readme/listen.js';
import { differences } from './readme/same-as-recorded.js';
import { whatRanAt } from './readme/search.js';

const { file, path } = temporaryFiles();
const page = readFileSync(join(__dirname, '../../src/debugger/README.md'), 'utf8');

test('the programs of the README are those beside this one', () => {
  const programs = ['listen', 'search', 'same-as-recorded'].map((name) =>
    readFileSync(join(__dirname, 'readme', `${name}.ts`), 'utf8'),
  );
  expect([...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program]) => program)).toEqual(programs);
});

test('machines are recorded until it is enough', async () => {
  const controller = new AbortController();
  // Below those that the system gives to others.
  const port = 20_000 + 2 * (process.pid % 6_000);
  const canceled = recordUntil(controller.signal, path('until.jsonl'), port);
  await Promise.race([goldenMachine('checks', port), canceled]);
  controller.abort();
  expect(await canceled).toBeGreaterThanOrEqual(0);
  const recording = await openRecording(path('until.jsonl'));
  expect(recording.damage).toEqual([]);
  expect(recording.length).toBe((goldenConnections('checks')[0]?.calls.length ?? 0) - 1);
  await recording.close();
});

test('a transition is found by its tick', async () => {
  expect(await whatRanAt(file('nested.jsonl', goldenLines('nested')), 'm', 3)).toBe('add C');
  expect(await whatRanAt(file('nested.gob.br', goldenBytes('nested.dump.gob.br')), 'm', 1)).toBe('add A');
});

test('a class does what was recorded of it', async () => {
  expect(await differences(file('same.jsonl', goldenLines('nested')))).toEqual([]);
});
