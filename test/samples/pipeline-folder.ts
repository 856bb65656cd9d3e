import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

/** A folder to work on, and what a run over it must come to. */
export interface TestFolder {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly broken: number;
  /** Handed in by the finder although it is a folder. */
  readonly subfolder: string;
  /** Removed by the finder before it is handed out. */
  readonly vanishing: string;
}

const PER_FOLDER = 100;
/** More than a stream takes at once, so that some of it is still on its way when the last of it is written. */
const LARGE = 300_000;

/** Makes readable files and some that are not: a dangling link, a link loop, and without root one of mode 000. */
export async function makeFolder(path: string, readable = 1000): Promise<TestFolder> {
  let bytes = 0;
  let compressedBytes = 0;
  for (let i = 0; i < readable; i++) {
    const folder = join(path, `part-${String(Math.floor(i / PER_FOLDER))}`);
    if (i % PER_FOLDER === 0) await mkdir(folder, { recursive: true });
    const content = i === 0 ? randomBytes(LARGE).toString('hex') : `${String(i)} `.repeat((i * 7) % 500);
    const file = join(folder, `file-${String(i)}.txt`);
    await writeFile(file, content);
    bytes += content.length;
    compressedBytes += await compressedSize(file);
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
  return { path, files: readable + broken, bytes, compressedBytes, broken, subfolder: join(path, 'part-1'), vanishing };
}

/** Removes a file that another one has just found. */
export function vanish(path: string): Promise<void> {
  return rm(path);
}

async function compressedSize(path: string): Promise<number> {
  let size = 0;
  for await (const chunk of createReadStream(path).pipe(createGzip())) size += (chunk as Buffer).length;
  return size;
}
