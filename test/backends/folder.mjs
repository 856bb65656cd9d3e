import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a folder of `count` readable files of `bytes` each, in sub-folders of 25, and one dangling link. */
export async function makeFolder(path, count, bytes = 4_096) {
  for (let i = 0; i < count; i += 1) {
    const folder = join(path, `part-${Math.floor(i / 25)}`);
    if (i % 25 === 0) await mkdir(folder, { recursive: true });
    const line = createHash('sha512').update(String(i)).digest('hex');
    await writeFile(join(folder, `file-${i}.txt`), line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes));
  }
  await symlink(join(path, 'nowhere'), join(path, 'dangling'));
  return path;
}
