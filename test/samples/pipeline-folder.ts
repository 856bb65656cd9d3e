import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder to work on, and what a run over it must come to. */
export interface TestFolder {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly broken: number;
  /** Handed in by the finder although it is a folder. */
  readonly subfolder: string;
  /** Removed by the finder before it is handed out. */
  readonly vanishing: string;
}

const READABLE = 1000;
const PER_FOLDER = 100;

/** Makes 1,000 readable files and some that are not: a dangling link, a link loop, and without root one of mode 000. */
export async function makeFolder(path: string): Promise<TestFolder> {
  let bytes = 0;
  for (let i = 0; i < READABLE; i++) {
    const folder = join(path, `part-${String(Math.floor(i / PER_FOLDER))}`);
    if (i % PER_FOLDER === 0) await mkdir(folder, { recursive: true });
    const content = `${String(i)} `.repeat((i * 7) % 500);
    bytes += content.length;
    await writeFile(join(folder, `file-${String(i)}.txt`), content);
  }
  await symlink(join(path, 'nowhere'), join(path, 'dangling'));
  await symlink(join(path, 'loop-b'), join(path, 'loop-a'));
  await symlink(join(path, 'loop-a'), join(path, 'loop-b'));
  await symlink(join(path, 'part-0'), join(path, 'link-to-folder'));
  const vanishing = join(path, 'vanishing');
  await writeFile(vanishing, 'soon gone');
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) {
    await writeFile(join(path, 'secret'), 'not for you');
    await chmod(join(path, 'secret'), 0);
  }
  // dangling, loop-a, loop-b, vanishing, the folder the finder hands in, and the one of mode 000
  const broken = 5 + (asRoot ? 0 : 1);
  return { path, files: READABLE + broken, bytes, broken, subfolder: join(path, 'part-1'), vanishing };
}

/** Removes a file that another one has just found. */
export function vanish(path: string): Promise<void> {
  return rm(path);
}
