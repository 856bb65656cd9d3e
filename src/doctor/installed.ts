import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Node finds a package from a folder; packages that hide their package.json are found too. */
export function packageFolder(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (dirname(folder) === folder) return undefined;
  }
}
