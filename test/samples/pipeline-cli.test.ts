import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BundledPrograms } from '../support/bundled-program.js';
import { makeFolder } from './pipeline-folder.js';

const ROOT = join(__dirname, '../..');
const SOURCE = join(ROOT, 'samples/pipeline/main.ts');

let programs: BundledPrograms;
beforeAll(() => {
  programs = new BundledPrograms([SOURCE]);
});
afterAll(() => {
  programs.remove();
});

interface Program {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly out: () => string;
  readonly err: () => string;
  readonly code: Promise<number>;
}

function launch(...args: string[]): Program {
  return launchIn(ROOT, {}, ...args);
}

function launchIn(cwd: string, variables: Record<string, string>, ...args: string[]): Program {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AM|OTEL)_/.test(name)));
  const env = { ...clean, ...variables };
  const child = spawn(process.execPath, [programs.fileOf(SOURCE), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const code = once(child, 'close').then(([status]) => status as number);
  return { child, out: () => texts.out, err: () => texts.err, code };
}

/** Waits until the program has written something to stderr; fails when it ends before that. */
async function written(program: Program, pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(program.err());
    if (match !== null) return match;
    const ended = await Promise.race([
      once(program.child.stderr, 'data').then(() => false),
      program.code.then(() => true),
    ]);
    if (ended) throw new Error(`ended without ${String(pattern)}: ${program.err()}`);
  }
}

jest.setTimeout(60_000);

describe('the pipeline command', () => {
  let base: string;
  let folder: string;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'statescope-cli-'));
    folder = join(base, 'input');
    await makeFolder(folder, 100);
  });

  afterAll(() => rm(base, { recursive: true, force: true }));

  const quiet = (name: string) => ['--port', '0', '--out', join(base, name)];

  test.each([
    [['/no/such/folder'], /no such folder/],
    [['package.json'], /not a folder/],
    [['--bogus'], /unknown option '--bogus'/],
    [['--concurrency', 'many'], /'--concurrency <n>' argument 'many' is invalid/],
    [['--port', '65536'], /'--port <n>' argument '65536' is invalid/],
  ])('answers %p with one line and exit code 2', async (args, message) => {
    const program = launch(...args);
    expect(await program.code).toBe(2);
    expect(program.out()).toBe('');
    expect(program.err()).toMatch(message);
    expect(program.err().trimEnd().split('\n')).toHaveLength(1);
  });

  test('answers a port in use with one line and leaves older files alone', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const program = launch(folder, '--once', '--port', String(port), '--out', join(base, 'never'));
    expect(await program.code).toBe(2);
    server.close();
    expect(program.err()).toContain(`port ${String(port)}`);
    expect(program.err().trimEnd().split('\n')).toHaveLength(1);
    await expect(readdir(join(base, 'never'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('ends by itself with --once, and prints no bar where there is no terminal', async () => {
    const program = launch(folder, '--once', '--json', ...quiet('once'));
    expect(await program.code).toBe(0);
    expect(JSON.parse(program.out())).toMatchObject({
      finished: true,
      dropped: 0,
      traces: join(base, 'once/traces.jsonl'),
    });
    expect(program.err()).not.toContain('█');
    expect((await readdir(join(base, 'once'))).sort()).toEqual(['logs.jsonl', 'traces.jsonl']);
  });

  test('keeps the endpoint up until Ctrl-C and exits 0 when the work was done', async () => {
    const program = launch(folder, ...quiet('up'));
    const [, url] = await written(program, /metrics (http\S+)/);
    await written(program, /until Ctrl-C/);
    const metrics = await (await fetch(url ?? '')).text();
    expect(metrics).toContain('asyncmachine_transitions_total');
    // Somebody who does not listen would be ended by that.
    program.child.kill('SIGHUP');
    await fetch(url ?? '');
    program.child.kill('SIGINT');
    expect(await program.code).toBe(0);
    expect(program.out()).toMatch(/^files +10\d$/m);
  });

  test('cancels the work at Ctrl-C, prints the table so far and exits 130', async () => {
    const program = launch(folder, ...quiet('cut'));
    await written(program, /metrics http/);
    program.child.kill('SIGINT');
    expect(await program.code).toBe(130);
    expect(program.out()).toMatch(/\(interrupted\)/);
  });

  test('counts what a missing collector did not take', async () => {
    const few = join(base, 'few');
    await mkdir(few, { recursive: true });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(port)}` };
    await writeFile(join(base, 'statescope.json'), '{ "shutdownTimeoutMs": 1000 }');
    const program = launchIn(base, endpoint, few, '--once', '--json', '--port', '0');
    expect(await program.code).toBe(0);
    const { spans, logRecords, dropped } = JSON.parse(program.out()) as Record<string, number>;
    expect(spans).toBeGreaterThan(0);
    expect(dropped).toBe((spans ?? 0) + (logRecords ?? 0));
  });

  // A device of Linux and the BSDs.
  if (existsSync('/dev/full'))
    test('answers a full disk below its output with one line', async () => {
      const command = [process.execPath, programs.fileOf(SOURCE), folder, '--once', ...quiet('full')];
      const child = spawn('sh', ['-c', '"$@" > /dev/full', 'sh', ...command], {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(text.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^metrics /),
        expect.stringMatching(/^pipeline: the summary cannot be written: ENOSPC/),
      ]);
    });

  test('obeys a configuration file, and warns of a class in it that nobody has', async () => {
    const cwd = join(base, 'configured');
    await mkdir(cwd);
    await writeFile(join(cwd, 'statescope.yaml'), 'classes:\n  FileWorker: false\n  FileWorkr: false\n');
    const program = launchIn(cwd, {}, folder, '--once', '--json', ...quiet('configured-out'));
    expect(await program.code).toBe(0);
    expect(program.err()).toContain('no class is called "FileWorkr", did you mean "FileWorker"?');
    expect(readFileSync(join(base, 'configured-out/traces.jsonl'), 'utf8')).not.toContain('FileWorker');
  });

  test('explains itself with --help', async () => {
    const program = launch('--help');
    expect(await program.code).toBe(0);
    expect(program.out()).toContain('--concurrency');
  });
});
