// Runs the matchers of the built package in vitest, and compiles the same tests with its types.
// Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..', '..');

const run = (command, args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: here, encoding: 'utf8' });
  return { ok: status === 0, out: stdout ?? '', text: `${stdout ?? ''}${stderr ?? ''}` };
};

const installed = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
if (!installed.ok) {
  console.log(installed.text);
  process.exit(1);
}
const link = join(here, 'node_modules', 'statescope');
if (!existsSync(link)) symlinkSync(root, link, 'dir');

const tsc = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
const compiled = run(process.execPath, [tsc, '-p', 'tsconfig.json']);
console.log(`${compiled.ok ? 'pass' : 'FAIL'}  the types of vitest${compiled.ok ? '' : `\n${compiled.text}`}`);

const tested = run(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=json']);
let results = { numPassedTests: 0, numFailedTests: 1 };
try {
  results = JSON.parse(tested.out);
} catch {
  // What it printed instead is shown below.
}
const clean = tested.ok && results.numFailedTests === 0;
console.log(`${clean ? 'pass' : 'FAIL'}  ${results.numPassedTests} tests in vitest${clean ? '' : `\n${tested.text}`}`);

const failed = results.numFailedTests + (compiled.ok ? 0 : 1);
console.log(`${results.numPassedTests + (compiled.ok ? 1 : 0)} passed, ${failed} failed`);
process.exitCode = failed === 0 && tested.ok ? 0 : 1;
