import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dbgCases } from './dbg-case.js';
import { gobCases } from './gob-case.js';

/** Cannot be read, or is not what golden data looks like; the command ends with exit code 2. */
export class UnreadableError extends Error {}

/** All cases of a file, or of the `.jsonl`, `.jsonl.gz` and `.json` files of a folder; others there belong to a case. */
export function loadCases(path: string): unknown[] {
  try {
    if (!statSync(path).isDirectory()) return parse(readFileSync(path), path);
    const files = readdirSync(path).filter((name) => /\.(?:jsonl|jsonl\.gz|json)$/.test(name));
    return files.sort().flatMap((name) => loadCases(join(path, name)));
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** A gzip file by its magic number; one document, or one per line. */
function parse(bytes: Buffer, path: string): unknown[] {
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  try {
    const whole: unknown = JSON.parse(text);
    const cases = dbgCases(whole, path) ?? (Array.isArray(whole) ? (whole as unknown[]) : gobCases(whole));
    return [...(cases ?? [whole])];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line));
  }
}
