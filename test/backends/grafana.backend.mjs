import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { classViewOf, genDashboard, viewScope } from 'statescope/grafana';
import { makeFolder } from './folder.mjs';
import { environment } from './pipeline.mjs';
import { freePort, start } from './process.mjs';
import { getJson, waitFor, within } from './wait.mjs';

const FILES = 400;
const WORK_LIMIT_MS = 60_000;
const SOURCE = 'pipeline';
const IDS = ['indexer', 'worker-1', 'worker-2', 'worker-3', 'worker-4'];
const rules = fileURLToPath(new URL('../../samples/assets/grafana/rules.yaml', import.meta.url));
const ruleTests = fileURLToPath(new URL('rules/', import.meta.url));

/** What Grafana puts in the place of variables. */
const VALUES = {
  __rate_interval: '2s',
  __auto: '10s',
  source: SOURCE,
  instance: '.*',
  class: '.*',
  state: '.*',
  machine: '.*',
  level: '.*',
};

/** Every query of every dashboard is asked of a real Prometheus and a real Loki; alerts and rules are tested by promtool. */
export const suite = {
  name: 'grafana',
  needs: ['loki', 'prometheus'],

  async prepare({ folder, server, binaries, sample }) {
    const promtool = join(dirname(binaries.prometheus), 'promtool');
    const checked = await tool(promtool, ['check', 'rules', rules]);
    const tested = await testRules(promtool, folder);
    const input = await makeFolder(join(folder, 'input'), FILES, 16_384);
    const port = await freePort();
    const prometheus = await server('prometheus', { [SOURCE]: { port, path: '/metrics' } });
    const loki = await server('loki');
    const begun = Date.now() / 1000;
    await work({ sample, input, port, loki: loki.url });
    const ended = Date.now() / 1000 + 1;
    const answers = await answersOf(await dashboards(sample), { prometheus, loki, begun, ended });
    return { checked, tested, answers };
  },

  tests: {
    'promtool check rules finds no fault': ({ checked }) => assert.equal(checked.code, 0, checked.text),

    'promtool test rules: every alert fires when it should, and not before': ({ tested }) =>
      assert.equal(tested.code, 0, tested.text),

    'promtool test rules would find an alert that does not fire': ({ tested }) => assert.notEqual(tested.broken.code, 0),

    ...Object.fromEntries(
      ['overview', 'overview of known classes', 'overview by machine', 'legacy by class', 'legacy by machine', 'static'].map(
        (kind) => [
          `${kind}: every query of every panel returns data`,
          ({ answers }) => {
            const asked = answers.filter((answer) => answer.kind === kind);
            assert.ok(asked.length > 10, `${asked.length} queries`);
            const silent = asked.filter(({ found }) => found === 0);
            assert.deepEqual(
              silent.map(({ panel, expr }) => `${panel}: ${expr}`),
              [],
            );
          },
        ],
      ),
    ),

    'annotations and links to logs return lines': ({ answers }) => {
      const asked = answers.filter(({ kind }) => kind === 'annotation');
      assert.ok(asked.length >= 2);
      assert.deepEqual(
        asked.filter(({ found }) => found === 0),
        [],
      );
    },
  },
};

async function work({ sample, input, port, loki }) {
  const program = fileURLToPath(new URL('programs/metered-pipeline.mjs', import.meta.url));
  const variables = { AM_SERVICE: SOURCE, AM_LOKI_ADDR: loki, OTEL_LOGS_EXPORTER: 'none' };
  const args = [program, dirname(sample), input, String(port)];
  const running = start(process.execPath, args, { env: environment(variables) });
  await within('the work of the sample', WORK_LIMIT_MS, running.line(/^worked$/m));
  // A last scrape sees the machines gone.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await running.stop('SIGINT', 10_000);
}

/** Dashboards of every layout, by kind. */
async function dashboards(sample) {
  const { FileWorker, Indexer } = await import(pathToFileURL(join(dirname(sample), 'machines.js')));
  const classes = await views([FileWorker, Indexer]);
  const addedStates = [
    { machineId: 'indexer', state: 'FileDone' },
    { machineId: 'worker-1', state: 'Reading' },
  ];
  const board = (params) => genDashboard({ name: 'x', source: SOURCE, ...params });
  return {
    overview: board({}),
    'overview of known classes': board({ classes }),
    'overview by machine': board({ byId: true }),
    'legacy by class': board({ layout: 'legacy', classes }),
    'legacy by machine': board({ layout: 'legacy', ids: IDS, addedStates }),
    static: board({ layout: 'both', isStatic: true }),
  };
}
