import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable, cached, keyOf } from '../cache.mjs';
import { freePort, run, start } from '../process.mjs';
import { getJson, waitFor } from '../wait.mjs';

/** Prometheus 2 and promtool as Debian packages them, unpacked without being installed. */
export const prometheus = {
  name: 'prometheus',

  /** Path of the binary; promtool lies beside it. */
  async obtain(say) {
    const version = await candidate(say);
    const folder = await cached('prometheus', keyOf(version), async (fresh) => {
      say(`fetching Debian's Prometheus ${version}`);
      await run('apt-get', ['download', `prometheus=${version}`], { cwd: fresh })
        .then(() => readdir(fresh))
        .then((names) => run('dpkg-deb', ['-x', names.find((name) => name.endsWith('.deb')), '.'], { cwd: fresh }))
        .catch((error) => {
          throw new Unavailable(
            `Debian's package prometheus could not be fetched (apt-get download prometheus): ${error.message}`,
          );
        });
    });
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
      /** Result of an instant query: `[{ metric, value: number }]`. */
      async query(expression) {
        const { data } = await getJson(`${api}/query?query=${encodeURIComponent(expression)}`);
        return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
      },
    };
  },
};

/** The version apt would install; fetches the package lists when there are none. */
async function candidate(say) {
  const policy = async () => /Candidate: (\d\S*)/.exec(await run('apt-cache', ['policy', 'prometheus']))?.[1];
  try {
    const known = await policy();
    if (known !== undefined) return known;
    say('fetching the package lists');
    await run('apt-get', ['update', '-q']);
    const found = await policy();
    if (found !== undefined) return found;
  } catch (error) {
    throw new Unavailable(
      `Prometheus comes from Debian's package (apt-get, dpkg-deb; run apt-get update as root first): ${error.message}`,
    );
  }
  throw new Unavailable("no package source offers prometheus (add Debian's main section, run apt-get update as root)");
}

function configuration(targets) {
  const jobs = Object.entries(targets).map(([job, { port, path }]) => ({
    job_name: job,
    metrics_path: path,
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
  }));
  return { global: { scrape_interval: '200ms', scrape_timeout: '200ms' }, scrape_configs: jobs };
}
