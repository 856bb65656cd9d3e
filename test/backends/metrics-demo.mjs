import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pictureOfGraph } from './graph-page.mjs';
import { mainQueries } from './main-queries.mjs';
import { environment } from './pipeline.mjs';
import { freePort, start } from './process.mjs';
import { waitFor } from './wait.mjs';

const SOURCE = 'pipeline';
const WAVES = 4;
const WINDOW = '5s';
const STOP_GRACE_MS = 10_000;
const program = fileURLToPath(new URL('programs/paced-pipeline.mjs', import.meta.url));
const input = fileURLToPath(new URL('../../node_modules/typescript', import.meta.url));

/**
 * Runs the pipeline sample beside a Prometheus for some seconds, asks the main queries at the height of the last wave of files,
 * and keeps a picture of the first one's graph.
 * @param server starts one of the servers by name
 * @param sample program of the sample
 * @param folder where the servers and the sample keep their files
 * @param picture path of the PNG
 * @returns the queries with a `result` each, what the graph shows, the address of Prometheus, which keeps running, and how the sample ended
 */
export async function runMetricsDemo({ server, sample, folder, seconds, picture }) {
  const port = await freePort();
  const prometheus = await server('prometheus', { [SOURCE]: { port, path: '/metrics' } });
  // It begins to scrape after some seconds only.
  await waitFor('the first scrape', async () => {
    return (await prometheus.targets()).some(({ health }) => health !== 'unknown') || undefined;
  });
  const wave = seconds / WAVES;
  const args = [program, dirname(sample), input, String(port), String(wave)];
  const pipeline = start(process.execPath, args, { cwd: folder, env: environment({}) });
  await pipeline.line(/^metrics http/m);
  const begun = Date.now() / 1_000;
  await delay(seconds * 1_000);
  const queries = await mainQueries(SOURCE, WINDOW);
  const graph = await graphOf(queries[0], { server, url: prometheus.url, seconds, path: picture });
  const answers = [];
  for (const query of queries) {
    answers.push({ ...query, result: await prometheus.query(query.expr, begun + seconds - wave / 2) });
  }
  const { code } = await pipeline.stop('SIGINT', STOP_GRACE_MS);
  return { answers, graph, url: prometheus.url, exitCode: code };
}

async function graphOf({ expr }, { server, url, seconds, path }) {
  const browser = await server('chromium');
  try {
    return await pictureOfGraph(browser, { url, expr, seconds, isStacked: true, path });
  } finally {
    await browser.close();
  }
}
