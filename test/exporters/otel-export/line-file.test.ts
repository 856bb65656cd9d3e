import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
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
