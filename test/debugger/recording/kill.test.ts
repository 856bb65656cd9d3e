import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording, statisticsOf } from '../../../src/debugger/recording/index.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { path } = temporaryFiles();
const root = join(__dirname, '../../..');

/** Kills a recorder in the middle of its work, once the file has grown to a size. */
async function killed(file: string, size: number): Promise<void> {
  const register = join(root, 'scripts', 'register.js');
  const child = spawn(process.execPath, ['--import', register, join(__dirname, 'recorder-program.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  while (statSync(file).size < size) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('what a recorder wrote before it was killed is all there, also when another one goes on', async () => {
  const file = path('killed.jsonl');
  await killed(file, 300_000);
  await killed(file, statSync(file).size + 300_000);
  const recording = await openRecording(file);
  const { damaged, damage, transitions } = await statisticsOf(recording);
  expect(damaged).toBeLessThanOrEqual(2);
  expect(damage.every(({ offset }) => offset > 200_000)).toBe(true);
  const ticks = Array.from({ length: transitions }, (_, position) => Number(recording.transition(position).tick));
  const second = ticks.lastIndexOf(0);
  expect(ticks).toEqual([...Array(second).keys(), ...Array(transitions - second).keys()]);
  expect(second).toBeGreaterThan(50);
  await recording.close();
}, 30_000);
