import { rename, stat } from 'node:fs/promises';
import { extname } from 'node:path';

/**
 * Makes the name of a file free: what it holds is in `traces.1.jsonl` then, the older in `traces.2.jsonl`, and so on; the oldest of too
 * many goes.
 * @param maxFiles how many there may be, the one that is free now included
 * @throws what the system says when a file cannot be moved; another call goes on where that one ended
 */
export async function moveAside(path: string, maxFiles: number): Promise<void> {
  let free = 1;
  while (free < maxFiles - 1 && (await isFile(placeOf(path, free)))) free += 1;
  // After a failure the place of the youngest is free already.
  for (let older = Math.min(free, maxFiles - 1); older > 0; older--) {
    await rename(placeOf(path, older - 1), placeOf(path, older));
  }
}

/** Whether there is a file of this name: no folder, no pipe, no device. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Of the file that was moved aside so many times. */
function placeOf(path: string, times: number): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return times === 0 ? path : `${stem}.${String(times)}${extension}`;
}
