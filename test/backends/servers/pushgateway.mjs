import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable, cached, keyOf } from '../cache.mjs';
import { freePort, run, start } from '../process.mjs';
import { getJson, waitFor } from '../wait.mjs';

const PACKAGE = 'prometheus-pushgateway';

/** The Pushgateway as Debian packages it, unpacked without being installed. */
export const pushgateway = {
  name: 'pushgateway',

  /** Path of the binary. */
  async obtain(say) {
    const policy = await run('apt-cache', ['policy', PACKAGE]).catch(() => '');
    const version = /Candidate: (\d\S*)/.exec(policy)?.[1];
    if (version === undefined) {
      throw new Unavailable(
        `no package source offers ${PACKAGE} (add Debian's main section, run apt-get update as root)`,
      );
    }
    const folder = await cached('pushgateway', keyOf(version), async (fresh) => {
      say(`fetching Debian's Pushgateway ${version}`);
      await unpack(fresh, `${PACKAGE}=${version}`).catch((error) => {
        throw new Unavailable(`Debian's package ${PACKAGE} could not be fetched (apt-get download): ${error.message}`);
      });
    });
    return join(folder, `usr/bin/${PACKAGE}`);
  },

  async start(binary, folder) {
    const port = await freePort();
    const server = start(binary, [`--web.listen-address=127.0.0.1:${port}`], { cwd: folder });
    const url = `http://127.0.0.1:${port}`;
    await waitFor('the Pushgateway to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`${url}/-/ready`)).ok || undefined;
    });
    return {
      url,
      port,
      stop: server.stop,
      /** What was pushed, group by group. */
      groups: async () => (await getJson(`${url}/api/v1/metrics`)).data,
    };
  },
};

async function unpack(folder, name) {
  await run('apt-get', ['download', name], { cwd: folder });
  for (const archive of (await readdir(folder)).filter((file) => file.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
    await rm(join(folder, archive));
  }
}
