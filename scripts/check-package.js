import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './tsc.js';

/** Packs the package as it is published, and lets publint and arethetypeswrong look at it; `npm run test:package` uses it. */
const folder = mkdtempSync(join(tmpdir(), 'statescope-check-'));
const run = (command, ...args) => {
  console.log(`> ${command} ${args.join(' ')}`);
  execFileSync(command, args, { cwd: root, stdio: 'inherit' });
};

try {
  run('npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  run('npx', '--no-install', 'publint', 'run', '--strict', tarball);
  run('npx', '--no-install', 'attw', tarball, '--format', 'ascii');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
