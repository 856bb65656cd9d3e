import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Yields the files below a folder, in no particular order. Links to files count as files, links to folders are not followed;
 * a link that leads nowhere and a folder that can't be read are yielded as well, so that somebody notices.
 */
export async function* findFiles(folder: string, signal: AbortSignal): AsyncGenerator<string> {
  const entries = await opendir(folder).catch(() => undefined);
  if (entries === undefined) {
    yield folder;
    return;
  }
  for await (const entry of entries) {
    if (signal.aborted) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* findFiles(path, signal);
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await leadsToFolder(path)))) yield path;
  }
}

async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
