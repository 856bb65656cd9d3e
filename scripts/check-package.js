import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './tsc.js';

/**
 * Packs the package as it would be published and uses the tarball as a stranger would: publint, arethetypeswrong, and an
 * empty folder in which every entry is imported and required - the plain ones without any optional peer, then all.
 */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
const withoutPeers = ['.', './decorators', './testing'];

const folder = mkdtempSync(join(tmpdir(), 'statescope-package-'));
const home = join(folder, 'home');
const run = (cwd, command, ...args) => {
  console.log(`> ${command} ${args.join(' ')}`);
  execFileSync(command, args, { cwd, stdio: 'inherit' });
};

const useEntries = (chosen) => {
  const names = chosen.map((entry) => manifest.name + entry.slice(1));
  writeFileSync(
    join(home, 'use.mjs'),
    `for (const name of ${JSON.stringify(names)}) {
      const { default: _, ...found } = await import(name);
      if (Object.keys(found).length === 0) throw new Error(name + ' exports nothing');
      console.log('import', name, Object.keys(found).length);
    }`,
  );
  writeFileSync(
    join(home, 'use.cjs'),
    `for (const name of ${JSON.stringify(names)}) {
      const found = require(name);
      if (Object.keys(found).length === 0) throw new Error(name + ' exports nothing');
      console.log('require', name, Object.keys(found).length);
    }`,
  );
  run(home, process.execPath, 'use.mjs');
  run(home, process.execPath, 'use.cjs');
};

try {
  run(root, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  run(root, 'npx', '--no-install', 'publint', 'run', '--strict', tarball);
  run(root, 'npx', '--no-install', 'attw', tarball, '--profile', 'node16', '--format', 'ascii');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  run(home, 'npm', 'install', '--no-audit', '--no-fund', tarball);
  useEntries(withoutPeers);
  const { peerDependencies, devDependencies } = manifest;
  const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${devDependencies[name] ?? range}`);
  run(home, 'npm', 'install', '--no-audit', '--no-fund', ...peers);
  useEntries(entries);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
