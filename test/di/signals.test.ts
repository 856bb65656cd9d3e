import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BundledPrograms } from '../support/bundled-program.js';

const GUEST = join(__dirname, 'processes/guest.mjs');
const TELEMETRY = join(__dirname, 'processes/guest-telemetry.ts');
const RELOADING = join(__dirname, 'processes/reloading.ts');

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

type Ends = readonly [watched: End, alone: End];

let folder: string;
let programs: BundledPrograms;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statescope-signals-'));
  programs = new BundledPrograms([TELEMETRY, RELOADING]);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  programs.remove();
  await rm(folder, { recursive: true });
});
jest.setTimeout(60_000);

/** Runs a program to its end; every line it writes is handed on. */
function run(args: readonly string[], line?: (text: string, child: ChildProcess) => void): Promise<End> {
  const child = spawn(process.execPath, args, { cwd: folder, env: {}, timeout: 30_000 });
  children.add(child);
  const texts = { out: '', err: '' };
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  createInterface(child.stdout).on('line', (text) => {
    texts.out += `${text}\n`;
    line?.(text, child);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...texts });
    });
  });
}

/** Runs the guest with a telemetry and without one; both ends, and the spans of the first. */
async function bothEnds(how: string, signal?: NodeJS.Signals) {
  const file = join(folder, `${how}-${String(signal)}.jsonl`);
  const send = (text: string, child: ChildProcess): void => {
    if (text === 'ready' && signal !== undefined) child.kill(signal);
  };
  const endOf = (mode: string) => run([GUEST, mode, how, file, programs.fileOf(TELEMETRY)], send);
  const [watched, alone]: Ends = await Promise.all([endOf('with'), endOf('without')]);
  const lines = await readFile(file, 'utf8');
  return { watched, alone, spans: [...lines.matchAll(/"name":"([^"]*guest[^"]*)"/g)].map(([, name]) => name) };
}

describe('the end of a process is the same with a telemetry as without', () => {
  test.each([
    'throw',
    'throw a subclass',
    'a mistake',
    'a rejection',
    'a rejection with a text',
    'a monitor of errors',
  ])('after %s, and what is open goes out before', async (how) => {
    const { watched, alone, spans } = await bothEnds(how);
    expect(watched).toEqual(alone);
    expect(alone).toMatchObject({ signal: null, err: expect.stringContaining('Node.js v') as string });
    expect(alone.code).toBeGreaterThan(0);
    expect(spans).toContain('mach:0:guest lifetime');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('after %s, and what is open goes out before', async (signal) => {
    const { watched, alone, spans } = await bothEnds('signals', signal);
    expect(watched).toEqual(alone);
    expect(alone).toMatchObject({ code: null, signal });
    expect(spans).toContain('mach:0:guest lifetime');
  });

  test('where the program looks after errors itself', async () => {
    const { watched, alone } = await bothEnds('a listener for errors');
    expect(watched).toEqual(alone);
    expect(alone).toMatchObject({ code: 3, err: 'seen looked after uncaughtException\n' });
  });

  test('where the program looks after signals itself', async () => {
    const { watched, alone } = await bothEnds('a listener for signals', 'SIGTERM');
    expect(watched).toEqual(alone);
    expect(alone).toMatchObject({ code: 7, err: 'seen SIGTERM\n' });
  });
});

test.each([
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGINT'],
] as const)('after %s, a second signal, %s, ends a process whose shutdown hangs', async (first, second) => {
  const started = performance.now();
  const file = join(folder, `hang-${first}.jsonl`);
  const end = await run([GUEST, 'with', 'hang', file, programs.fileOf(TELEMETRY)], (text, child) => {
    if (text !== 'ready') return;
    child.kill(first);
    const again = setInterval(() => child.kill(second), 20);
    child.on('exit', () => clearInterval(again));
  });
  expect(end).toMatchObject({ code: null, signal: second });
  expect(performance.now() - started).toBeLessThan(30_000);
});

test('SIGHUP reads the toggles of the file again; there are no listeners but asked for, and none after the shutdown', async () => {
  const config = join(folder, 'statescope.json');
  const write = (text: string) => writeFile(config, text);
  await write('{"classes":{"Guest":{"traced":false}}}');
  const steps: readonly (readonly [text: string, next: () => unknown])[] = [
    [
      '{"on":false,"source":"file","from":"statescope.json:1","warnings":[]}',
      () => write('{"classes":{"Gu*":{"traced":true}}}'),
    ],
    ['{"on":true,"source":"file","from":"statescope.json:1","warnings":[]}', () => write('{"classes":')],
    ['malformed', () => write('{}')],
    ['{"on":true,"source":"mark"', () => undefined],
  ];
  let at = 0;
  const { out, code } = await run([programs.fileOf(RELOADING)], (text, child) => {
    if (steps[at] === undefined || !text.includes(steps[at]?.[0] ?? '')) return;
    const next = steps[at++]?.[1];
    void Promise.resolve(next?.()).then(() => child.kill(at === steps.length ? 'SIGUSR2' : 'SIGHUP'));
  });
  const lines = out.trim().split('\n');
  expect(JSON.parse(lines[0] ?? '')).toEqual({ unasked: 0, asked: 4 });
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ after: 0, disposed: false });
  expect({ at, code }).toEqual({ at: steps.length, code: 0 });
});
