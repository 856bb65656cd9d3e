import { fileURLToPath } from 'node:url';
import { start } from '../process.mjs';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('go-rpc/', import.meta.url));

/** A server of Go's own net/rpc that writes down what it is told of. */
export const goRpc = {
  name: 'go-rpc',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'go-rpc', title: 'a server of net/rpc', module }, say),

  /** Starts it. */
  async start(binary, folder) {
    const server = start(binary, [], { cwd: folder });
    const [, port] = await server.line(/listening on (\d+)/);
    return {
      port: Number(port),
      stop: server.stop,
      /** Every call so far: `{ method, message }`. */
      calls: () =>
        server.output.stdout
          .split('\n')
          .slice(1, -1)
          .map((line) => JSON.parse(line)),
    };
  },
};
