import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-program-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const CLASS = `
  import { Machine, defineSchema, instrument } from 'statescope';
  export class Feed extends Machine.of(defineSchema({ Start: {} })) {}
  instrument(Feed, { traced: true });`;

/** The program in a process of its own, with a file of classes. */
async function budgetOf(name: string, source: string, stopReading = false) {
  writeFileSync(join(folder, name), source);
  const register = ['--import', join(ROOT, 'scripts/register.js')];
  const main = [join(ROOT, 'src/cli/main.ts'), 'budget', '--json', '--from', join(folder, name)];
  const child = spawn(process.execPath, [...register, ...main], { cwd: ROOT });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += String(text)));
  child.stderr.on('data', (text: Buffer) => (said.err += String(text)));
  if (stopReading) child.stdout.destroy();
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, ...said };
}

test('a file of classes that leaves something running does not keep the program', async () => {
  const { code, out, err } = await budgetOf('runs.mjs', `${CLASS}\nsetInterval(() => {}, 1000);`);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({ classes: [{ className: 'Feed' }] });
});

test.each([
  ['ends the process', 'process.exit(0);'],
  ['waits for ever', 'await new Promise(() => {});'],
])('a file of classes that %s is no success', async (_, source) => {
  const { code, out, err } = await budgetOf('ends.mjs', source);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^statescope: the process ended before the command was done: a file of --from ended it/m);
});

test('a reader that goes away is no failure', async () => {
  expect(await budgetOf('closed.mjs', CLASS, true)).toEqual({ code: 0, out: '', err: '' });
});
