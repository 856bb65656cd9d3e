import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable, cached, keyOf } from '../cache.mjs';
import { run } from '../process.mjs';

/**
 * Folder with the files of a package of Debian's in the version that apt would install, fetched once and not installed.
 * @param title what it is called in messages
 * @param needs which of the packages it depends on, directly or not, are unpacked beside it
 */
export async function debianPackage({ name, title, needs = /^$/ }, say) {
  const version = await candidate({ name, title }, say);
  return cached(name, keyOf(version, needs.source), async (fresh) => {
    say(`fetching Debian's ${title} ${version}`);
    await dependencies(name)
      .then((all) => unpack(fresh, [`${name}=${version}`, ...all.filter((other) => needs.test(other))]))
      .catch((error) => {
        throw new Unavailable(
          `Debian's package ${name} could not be fetched (apt-get download ${name}): ${error.message}`,
        );
      });
  });
}

/** The version apt would install; fetches the package lists when there are none. */
async function candidate({ name, title }, say) {
  const policy = async () => /Candidate: (\d\S*)/.exec(await run('apt-cache', ['policy', name]))?.[1];
  try {
    const known = await policy();
    if (known !== undefined) return known;
    say('fetching the package lists');
    await run('apt-get', ['update', '-q']);
    const found = await policy();
    if (found !== undefined) return found;
  } catch (error) {
    throw new Unavailable(
      `${title} comes from Debian's package (apt-get, dpkg-deb; run apt-get update as root first): ${error.message}`,
    );
  }
  throw new Unavailable(`no package source offers ${name} (add Debian's main section, run apt-get update as root)`);
}

async function dependencies(name) {
  const tree = await run('apt-cache', ['depends', '--recurse', '--important', name]);
  return [...new Set(tree.match(/^[a-z0-9]\S*$/gm))];
}

async function unpack(folder, packages) {
  await run('apt-get', ['download', '-q', ...packages], { cwd: folder });
  for (const archive of (await readdir(folder)).filter((file) => file.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
    await rm(join(folder, archive));
  }
}
