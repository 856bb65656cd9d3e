import { createServer } from 'node:net';

/**
 * Whether something could listen on a port: it is tried, and given back at once. Never rejects.
 * @returns the code of what stands in the way, `EADDRINUSE` for a port that is taken; undefined when nothing does
 */
export function portProblem(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}
