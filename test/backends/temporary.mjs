import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';

const folders = new Set();

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder whose path begins with `prefix`; gone when this process ends, also after Ctrl-C. */
export async function temporaryFolder(prefix) {
  const folder = await mkdtemp(prefix);
  folders.add(folder);
  return folder;
}
