import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peersFolder } from './folders.mjs';

/** Installs the peers as their lock file has them, unless that is what is there. */
export const installPeers = () => {
  const { packages } = JSON.parse(readFileSync(join(peersFolder, 'package-lock.json'), 'utf8'));
  const isThere = Object.entries(packages).every(([folder, { version }]) => {
    const manifest = join(peersFolder, folder, 'package.json');
    return (
      existsSync(manifest) && (version === undefined || JSON.parse(readFileSync(manifest, 'utf8')).version === version)
    );
  });
  if (isThere) return;
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: peersFolder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the peers could not be installed:\n${stdout}${stderr}`);
};
