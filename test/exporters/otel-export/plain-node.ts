import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from '@swc/core';

const ROOT = join(__dirname, '../../..');
const OPTIONS = {
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
  module: { type: 'commonjs' },
} as const;

/**
 * Puts the exporters into a folder of plain JavaScript. The OTLP exporters load `http` with a dynamic import, which
 * works in Node, but not in the sandbox of the test runner.
 * @returns the folder
 */
export async function buildExporters(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'statescope-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files = await readdir(join(ROOT, 'src'), { recursive: true });
  const needed = files.filter((file) =>
    /^(errors|semconv|tracer\/.*|exporters\/(otel-export|shared)\/.*)\.ts$/.test(file),
  );
  await Promise.all(needed.map((file) => build(join(ROOT, 'src', file), join(folder, file.replace(/\.ts$/, '.js')))));
  return folder;
}

/** Runs a script in a process of its own. @returns what it printed, as JSON */
export async function runPlain(folder: string, script: string, env: Record<string, string>): Promise<unknown> {
  const child = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  return JSON.parse(child.stdout) as unknown;
}

async function build(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const { code } = await transform(await readFile(from, 'utf8'), { ...OPTIONS, filename: from });
  await writeFile(to, code);
}
