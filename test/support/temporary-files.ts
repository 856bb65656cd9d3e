import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for the tests of a file; `path(name)` lies in it, `file(name, content)` is written into it. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'statescope-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return { path, file };
}
