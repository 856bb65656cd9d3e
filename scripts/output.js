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
 * Writes what differs, so that whoever runs from the folder meanwhile is not disturbed, and deletes JavaScript that is
 * left over.
 *
 * @param {string} folder
 * @param {readonly { path: string, text: string }[]} files all JavaScript and source maps that are to be there
 */
export const replaceScripts = (folder, files) => {
  const written = new Set(files.map(({ path }) => path));
  for (const { path, text } of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const path of filesBelow(folder)) if (/\.js(\.map)?$/.test(path) && !written.has(path)) rmSync(path);
};
