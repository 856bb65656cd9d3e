import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { ACCEPT, serveFormats } from './formats.mjs';
import { startPipeline } from './pipeline.mjs';
import { freePort, start } from './process.mjs';
import { waitFor } from './wait.mjs';

/** promtool wants `_count` for histograms alone; this gauge keeps the name of its OpenTelemetry instrument. */
const ACCEPTED_FAULT = /^asyncmachine_machine_count non-histogram .* "_count" suffix$/;
const FILES = 300;
const BUCKETS = 'asyncmachine_transition_duration_seconds_bucket';

/** A real Prometheus scrapes the sample while it works and after, in each format the endpoint offers. */
export const suite = {
  name: 'prometheus',
  needs: ['prometheus'],

  async prepare({ folder, server, binaries, sample }) {
    const input = await makeFolder(join(folder, 'input'), FILES, 65_536);
    const [port, proxy] = [await freePort(), await serveFormats()];
    const prometheus = await server('prometheus', {
      direct: { port, path: '/metrics' },
      text: { port: proxy.port, path: '/text' },
      openmetrics: { port: proxy.port, path: '/openmetrics' },
    });
    await waitFor('the first scrapes', async () => (await scraped(prometheus)).length === 3 || undefined);
    proxy.forward(`http://127.0.0.1:${port}/metrics`);
    const pipeline = await startPipeline(sample, input, join(folder, 'out'), port);
    const summary = await pipeline.worked();
    await settled(prometheus);
    const seen = {
      targets: await healthy(prometheus),
      offered: await proxy.offered(),
      ...(await answers(prometheus)),
    };
    const exposition = await (
      await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { accept: ACCEPT.text } })
    ).text();
    const checked = await check(join(dirname(binaries.prometheus), 'promtool'), exposition);
    proxy.close();
    return { ...seen, exposition, checked, summary, exitCode: await pipeline.ended() };
  },

  tests: {
    'the sample works on every file of the folder, and Ctrl-C ends it well': ({ summary, exitCode }) => {
      const { files, failures, finished, dropped } = summary;
      assert.deepEqual(
        { files, failures, finished, dropped },
        { files: FILES + 1, failures: 1, finished: true, dropped: 0 },
      );
      assert.equal(exitCode, 0);
    },

    'the target is up and was scraped without an error': ({ targets }) =>
      assert.deepEqual(stateOf(targets, 'direct'), UP),

    'each format that the endpoint offers is scraped without an error': ({ targets, offered }) => {
      assert.ok(offered.includes('text'), `offered: ${offered.join(', ')}`);
      for (const format of offered) assert.deepEqual(stateOf(targets, format), UP, format);
    },

    'promtool can read the text format and finds no fault in it': ({ checked }) => {
      assert.notEqual(checked.code, 1, checked.faults.join('\n'));
      assert.deepEqual(
        checked.faults.filter((line) => !ACCEPTED_FAULT.test(line)),
        [],
      );
    },

    'histogram_quantile over the rate of transition durations is a finite number': ({ quantileOfRate }) =>
      finite(quantileOfRate),

    'histogram_quantile over all transition durations is a finite number': ({ quantile }) => finite(quantile),

    'the transition counters equal the summary': ({ summary, transitions }) => {
      assert.ok(summary.transitions > 0);
      assert.equal(transitions, summary.transitions);
    },

    'the histogram counts the same transitions as the counters': ({ observed, transitions }) =>
      assert.equal(observed, transitions),

    'the series of the application are as many as the summary says': ({ summary, series }) =>
      assert.equal(series, summary.series),

    'both machine classes have series': ({ classes }) => assert.deepEqual(classes, ['FileWorker', 'Indexer']),

    'Prometheus holds every sample of the endpoint': ({ exposition, samples }) => {
      const written = exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      assert.equal(samples.length, written.length);
      const values = (list) => list.map(Number).sort((a, b) => a - b);
      const own = (line) => line.startsWith('asyncmachine_');
      assert.deepEqual(
        values(samples.filter(({ metric }) => own(metric.__name__)).map(({ value }) => value)),
        values(written.filter(own).map((line) => line.slice(line.lastIndexOf(' ') + 1))),
      );
    },
  },
};

const UP = { health: 'up', lastError: '' };
const stateOf = (targets, job) => {
  const { health, lastError } = targets.find(({ labels }) => labels.job === job);
  return { health, lastError };
};

const scraped = async (prometheus) => (await prometheus.targets()).filter(({ health }) => health !== 'unknown');

const finite = (result) => {
  assert.equal(result.length, 1);
  assert.ok(Number.isFinite(result[0].value) && result[0].value > 0, `got ${result[0].value}`);
};

/** Waits until the counters stand still over more than two scrapes, in all three jobs alike. */
function settled(prometheus) {
  let [last, since] = ['', performance.now()];
  return waitFor(
    'the counters to stand still',
    async () => {
      const sums = await prometheus.query('sum by (job) (asyncmachine_transitions_total)');
      const now = JSON.stringify(sums);
      if (now !== last || new Set(sums.map(({ value }) => value)).size !== 1) [last, since] = [now, performance.now()];
      return performance.now() - since > 1_500 || undefined;
    },
    60_000,
  );
}

/** The targets once all are up, or as they are when that takes too long: a busy machine may miss one scrape. */
async function healthy(prometheus) {
  const up = async () => {
    const targets = await prometheus.targets();
    return targets.every(({ health }) => health === 'up') ? targets : undefined;
  };
  return waitFor('all targets to be up', up, 3_000).catch(() => prometheus.targets());
}

async function answers(prometheus) {
  const one = async (expression) => (await prometheus.query(expression))[0]?.value;
  const direct = '{job="direct"}';
  const generated = '__name__!~"up|scrape_.*"';
  return {
    quantileOfRate: await prometheus.query(`histogram_quantile(0.95, sum by (le) (rate(${BUCKETS}${direct}[1m])))`),
    quantile: await prometheus.query(`histogram_quantile(0.95, sum by (le) (${BUCKETS}${direct}))`),
    transitions: await one(`sum(asyncmachine_transitions_total{job="direct", check!="true"})`),
    observed: await one(`sum(asyncmachine_transition_duration_seconds_count${direct})`),
    series: await one(`count({job="direct", __name__=~"(asyncmachine|otel_sdk)_.*"})`),
    samples: await prometheus.query(`{job="text", ${generated}}`),
    classes: (await prometheus.query(`sum by (machine_class) (asyncmachine_transitions_total${direct})`))
      .map(({ metric }) => metric.machine_class)
      .sort(),
  };
}

async function check(promtool, exposition) {
  const running = start(promtool, ['check', 'metrics'], { input: exposition });
  const { code } = await running.exited;
  return { code, faults: running.output.stderr.split('\n').filter((line) => line !== '') };
}
