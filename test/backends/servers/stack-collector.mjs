import { freePort, start } from '../process.mjs';
import { stackCommand, stackFile } from '../stack-files.mjs';
import { waitFor } from '../wait.mjs';
import { otelcol } from './otelcol.mjs';

/** The OpenTelemetry Collector with the configuration of the stack. */
export const stackCollector = {
  name: 'stackCollector',

  /** Path of the binary. */
  obtain: otelcol.obtain,

  /**
   * Starts it.
   * @param backends addresses of `jaeger`, `loki` and `prometheus`
   */
  async start(binary, folder, { jaeger, loki, prometheus }) {
    const [grpc, http, health] = [await freePort(), await freePort(), await freePort()];
    const config = await stackFile('collector/collector.yaml', folder, [
      ['http://jaeger:4318', jaeger],
      ['http://loki:3100', loki],
      ['http://prometheus:9090', prometheus],
      ['0.0.0.0:4317', `127.0.0.1:${grpc}`],
      ['0.0.0.0:4318', `127.0.0.1:${http}`],
      ['0.0.0.0:13133', `127.0.0.1:${health}`],
    ]);
    const server = start(binary, await stackCommand('collector', { '--config': config }), { cwd: folder });
    await waitFor('the Collector to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${health}/`)).ok || undefined;
    });
    return {
      url: `http://127.0.0.1:${http}`,
      grpcUrl: `http://127.0.0.1:${grpc}`,
      stop: server.stop,
      complaints: () => server.output.stderr.split('\n').filter((line) => /\t(?:warn|error|fatal)\t/.test(line)),
    };
  },
};
