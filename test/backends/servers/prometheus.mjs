import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { getJson, waitFor } from '../wait.mjs';
import { debianPackage } from './debian-package.mjs';

/** The scripts and fonts that its pages are made of. */
const PAGES = /^(?:libjs|fonts)-/;

/** Prometheus 2, its pages and promtool as Debian packages them, unpacked without being installed. */
export const prometheus = {
  name: 'prometheus',

  /** Path of the binary; promtool lies beside it. */
  async obtain(say) {
    const folder = await debianPackage({ name: 'prometheus', title: 'Prometheus', needs: PAGES }, say);
    return join(folder, 'usr/bin/prometheus');
  },

  /** Starts it with its data in `folder`, scraping `targets` (`{ job: { port, path } }`) five times a second. */
  async start(binary, folder, targets) {
    const port = await freePort();
    const config = join(folder, 'prometheus.json');
    await writeFile(config, JSON.stringify(configuration(targets)));
    const flags = {
      'config.file': config,
      'storage.tsdb.path': join(folder, 'tsdb'),
      'web.listen-address': `127.0.0.1:${port}`,
      'web.local-assets': join(dirname(binary), '../share/prometheus/web'),
    };
    const args = Object.entries({ ...flags, 'log.level': 'warn' }).map(([name, value]) => `--${name}=${value}`);
    const server = start(binary, [...args, '--enable-feature=exemplar-storage'], { cwd: folder });
    const api = `http://127.0.0.1:${port}/api/v1`;
    await waitFor('Prometheus to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok || undefined;
    });
    return {
      url: `http://127.0.0.1:${port}`,
      stop: server.stop,
      targets: async () => (await getJson(`${api}/targets`)).data.activeTargets,
      /** Result of an instant query, now or at a time in seconds: `[{ metric, value: number }]`. */
      async query(expression, time) {
        const asked = { query: expression, ...(time !== undefined && { time: String(time) }) };
        const { data } = await getJson(`${api}/query?${new URLSearchParams(asked)}`);
        return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
      },
    };
  },
};

function configuration(targets) {
  const jobs = Object.entries(targets).map(([job, { port, path }]) => ({
    job_name: job,
    metrics_path: path,
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
  }));
  return { global: { scrape_interval: '200ms', scrape_timeout: '200ms' }, scrape_configs: jobs };
}
