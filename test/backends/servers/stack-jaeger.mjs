import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { stackCommand, stackFile } from '../stack-files.mjs';
import { waitFor } from '../wait.mjs';
import { jaeger, jaegerApi } from './jaeger.mjs';

/** Jaeger with the configuration of the stack. */
export const stackJaeger = {
  name: 'stackJaeger',

  /** Path of the binary. */
  obtain: jaeger.obtain,

  /**
   * Starts it.
   * @param options `isPersistent`: its traces lie in `folder`, where it goes on if there are some
   */
  async start(binary, folder, { isPersistent = false } = {}) {
    const [grpc, http, health] = [await freePort(), await freePort(), await freePort()];
    const [query, queryGrpc] = [await freePort(), await freePort()];
    const config = await stackFile(`jaeger/jaeger${isPersistent ? '.persistent' : ''}.yaml`, folder, [
      ['0.0.0.0:4317', `127.0.0.1:${grpc}`],
      ['0.0.0.0:4318', `127.0.0.1:${http}`],
      ['0.0.0.0:13133', `127.0.0.1:${health}`],
      ['0.0.0.0:16686', `127.0.0.1:${query}`],
      ['0.0.0.0:16685', `127.0.0.1:${queryGrpc}`],
      ...(isPersistent ? [[' /badger', ` ${join(folder, 'badger')}`]] : []),
    ]);
    const compose = isPersistent ? 'compose.persistent.yaml' : 'compose.yaml';
    const server = start(binary, await stackCommand('jaeger', { '--config': config }, compose), { cwd: folder });
    await waitFor('Jaeger to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${health}/status`)).ok || undefined;
    });
    return { url: `http://127.0.0.1:${http}`, stop: server.stop, output: server.output, ...jaegerApi(query) };
  },
};
