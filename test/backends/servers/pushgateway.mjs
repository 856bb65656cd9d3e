import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { getJson, waitFor } from '../wait.mjs';
import { debianPackage } from './debian-package.mjs';

/** The Pushgateway as Debian packages it, unpacked without being installed. */
export const pushgateway = {
  name: 'pushgateway',

  /** Path of the binary. */
  async obtain(say) {
    const folder = await debianPackage({ name: 'prometheus-pushgateway', title: 'Pushgateway' }, say);
    return join(folder, 'usr/bin/prometheus-pushgateway');
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
