import { statSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
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

  describe('that has a limit', () => {
    const contents = async (): Promise<Record<string, string>> => {
      const names = (await readdir(folder)).sort();
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      return Object.fromEntries(names.map((name, at) => [name, texts[at]?.replaceAll('\n', '|') ?? '']));
    };
    const write = async (file: LineFile, ...lines: readonly string[]): Promise<void> => {
      for (const line of lines) await file.write(bytes(line));
      await file.close();
    };

    it('is moved aside before it grows over it, and the oldest ones go', async () => {
      const file = await LineFile.create(join(folder, 'traces.jsonl'), { maxBytes: 6, maxFiles: 3 });
      await write(file, 'a1', 'a2', 'b1', 'b2', 'c1', 'd-is-longer-than-that', 'e1');
      expect(await contents()).toEqual({
        'traces.jsonl': 'e1|',
        'traces.1.jsonl': 'd-is-longer-than-that|',
        'traces.2.jsonl': 'c1|',
      });
    });

    it('keeps what an older run left, as far as there is room for files', async () => {
      const path = join(folder, 'lines');
      for (const line of ['a', 'b', 'c']) await write(await LineFile.create(path, { maxBytes: 6, maxFiles: 2 }), line);
      expect(await contents()).toEqual({ lines: 'c|', 'lines.1': 'b|' });
      await write(await LineFile.create(path, { maxBytes: 3, maxFiles: 1 }), 'd', 'e');
      expect(await contents()).toEqual({ lines: 'e|', 'lines.1': 'b|' });
    });

    it('refuses lines it has no room for while it cannot be moved aside, and loses nothing', async () => {
      const path = join(folder, 'lines');
      const file = await LineFile.create(path, { maxBytes: 3, maxFiles: 3 });
      await file.write(bytes('a'));
      await mkdir(join(folder, 'lines.1', 'in the way'), { recursive: true });
      for (const line of ['b', 'c']) await expect(file.write(bytes(line))).rejects.toMatchObject({ syscall: 'rename' });
      expect(await readFile(path, 'utf8')).toBe('a\n');
      await rm(join(folder, 'lines.1'), { recursive: true });
      await write(file, 'd');
      expect(await contents()).toEqual({ lines: 'd|', 'lines.1': 'a|' });
    });

    it('is never moved where it is no file', async () => {
      const file = await LineFile.create(devNull, { maxBytes: 1 });
      await write(file, 'a', 'b');
      expect(statSync(devNull).isFile()).toBe(false);
    });
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
