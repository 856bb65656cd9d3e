import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { stackCommand, stackFile } from '../stack-files.mjs';
import { getJson, waitFor } from '../wait.mjs';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('prometheus3/', import.meta.url));
const target = 'github.com/prometheus/prometheus/cmd/prometheus';
/** Discovery in clouds takes most of the build, and is of no use here. */
const tags = 'remove_all_sd';

/** Prometheus 3, built from the Go module beside this file, with the configuration of the stack. */
export const prometheus3 = {
  name: 'prometheus3',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'prometheus3', title: 'Prometheus 3', module, target, tags }, say),

  /**
   * Starts it with its data in `folder`.
   * @param addresses of what it scrapes: `program` and `pushgateway`, `host:port` each
   */
  async start(binary, folder, { program, pushgateway }) {
    const port = await freePort();
    await stackFile('prometheus/rules.yaml', folder, []);
    const config = await stackFile('prometheus/prometheus.yaml', folder, [
      ['host.docker.internal:9464', program],
      ['pushgateway:9091', pushgateway],
      ['[rules.yaml]', '[prometheus-rules.yaml]'],
      ['scrape_interval: 5s', 'scrape_interval: 1s'],
      ['scrape_timeout: 4s', 'scrape_timeout: 1s'],
    ]);
    const words = await stackCommand('prometheus', {
      '--config.file': config,
      '--storage.tsdb.path': join(folder, 'tsdb'),
    });
    const own = [
      `--web.listen-address=127.0.0.1:${port}`,
      '--scrape.discovery-reload-interval=100ms',
      '--log.level=warn',
    ];
    const server = start(binary, [...words, ...own], { cwd: folder });
    const url = `http://127.0.0.1:${port}`;
    await waitFor('Prometheus 3 to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`${url}/-/ready`)).ok || undefined;
    });
    const ask = async (path, query = {}) => (await getJson(`${url}/api/v1/${path}?${new URLSearchParams(query)}`)).data;
    return {
      url,
      stop: server.stop,
      targets: async () => (await ask('targets')).activeTargets,
      rules: async () => (await ask('rules')).groups,
      /** Result of an instant query: `[{ metric, value: number }]`. */
      async query(expression) {
        const { result } = await ask('query', { query: expression });
        return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
      },
      /** Exemplars of the last hour. */
      async exemplars(expression) {
        const now = Date.now() / 1000;
        const found = await ask('query_exemplars', { query: expression, start: now - 3600, end: now + 60 });
        return found.flatMap(({ exemplars }) => exemplars);
      },
    };
  },
};
