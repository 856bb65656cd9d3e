import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFiles } from '../../samples/pipeline/find-files.js';

async function found(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of findFiles(folder, new AbortController().signal)) paths.push(path);
  return paths;
}

describe('the search for files', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'statescope-find-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  test('yields a folder that cannot be opened, so that it is counted', async () => {
    const gone = join(base, 'gone');
    expect(await found(gone)).toEqual([gone]);
  });

  test('yields the files of all folders below', async () => {
    await mkdir(join(base, 'a/b'), { recursive: true });
    await Promise.all(['1', 'a/2', 'a/b/3'].map((name) => writeFile(join(base, name), '')));
    expect((await found(base)).sort()).toEqual(['1', 'a/2', 'a/b/3'].map((name) => join(base, name)));
  });
});
