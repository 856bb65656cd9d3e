import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from './temporary.mjs';

/** A server that cannot be had here: what is missing and how to get it. */
export class Unavailable extends Error {}

/** Where servers are kept between runs, outside the checkout. */
function cacheFolder() {
  const { STATESCOPE_CACHE, XDG_CACHE_HOME } = process.env;
  return join(STATESCOPE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'statescope'), 'backends');
}

/**
 * The cached folder `<name>-<key>`; when it is not there, `make(folder)` fills a fresh one that takes the name only
 * once it is whole, so that a run that was broken off leaves nothing behind that looks finished.
 */
export async function cached(name, key, make) {
  const folder = join(cacheFolder(), `${name}-${key}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const fresh = await temporaryFolder(join(cacheFolder(), `.${name}-`));
  await make(fresh);
  await rename(fresh, folder).catch((error) => {
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** A short key of everything a build depends on. */
export function keyOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}
