import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineFile } from '../../../src/exporters/otel-export/line-file.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a line file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'statescope-'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it('makes the folders above it, however many, and takes those that are there', async () => {
    for (const name of ['a', 'b']) await (await LineFile.create(join(folder, 'x/y/z', name))).close();
    expect((await readdir(join(folder, 'x/y/z'))).sort()).toEqual(['a', 'b']);
  });

  it('refuses a folder that is a file, or that the file system will not hold', async () => {
    await writeFile(join(folder, 'file'), '');
    const places = [join(folder, 'file'), ...(process.platform === 'linux' ? ['/proc/statescope'] : [])];
    for (const place of places) {
      await expect(LineFile.create(join(place, 'lines'))).rejects.toMatchObject({ code: 'EXPORTER' });
    }
  });

  it('cuts off what a failed write left of a line, and goes on', async () => {
    const path = join(folder, 'lines');
    const file = await LineFile.create(path);
    await file.write(bytes('first'));
    const probe = await open(path);
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    jest.spyOn(handles, 'appendFile').mockImplementationOnce(async function (this: FileHandle) {
      await this.write('sec');
      throw new Error('disk is full');
    });
    await expect(file.write(bytes('second'))).rejects.toThrow('disk is full');
    await file.write(bytes('third'));
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('first\nthird\n');
  });
});
