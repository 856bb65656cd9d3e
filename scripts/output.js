import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The paths of all files in a folder and the folders below; none when there is no such folder. */
export const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];

/** Whether a file is there, and newer than every one of the others. */
export const isNewer = (path, others) => {
  if (!existsSync(path)) return false;
  const { mtimeMs } = statSync(path);
  return others.every((other) => statSync(other).mtimeMs < mtimeMs);
};

/**
 * Writes what differs, so that whoever runs from the folders meanwhile is not disturbed, and deletes what is left over.
 *
 * @param {string} folder
 * @param {readonly string[]} parts the folders in there that hold nothing else
 * @param {ReadonlyMap<string, string>} texts by path in the folder
 */
export const replaceFiles = (folder, parts, texts) => {
  for (const [name, text] of texts) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const kept = new Set([...texts.keys()].map((name) => join(folder, name)));
  for (const path of parts.flatMap((part) => filesBelow(join(folder, part)))) if (!kept.has(path)) rmSync(path);
};
