import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LokiClient } from 'statescope/exporters/loki';
import { classViews, genDashboard } from 'statescope/grafana';
import { makeFolder } from './folder.mjs';
import { environment, runPipeline } from './pipeline.mjs';
import { freePort, start } from './process.mjs';
import { getJson, waitFor, within } from './wait.mjs';

const FILES = 400;
const WORK_LIMIT_MS = 60_000;
const SOURCE = 'pipeline';
const REFERENCE = 'reference';
const PROTOCOLS = ['push', 'otlp'];
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
    const [port, referencePort] = [await freePort(), await freePort()];
    const prometheus = await server('prometheus', {
      [SOURCE]: { port, path: '/metrics' },
      [REFERENCE]: { port: referencePort, path: '/metrics' },
    });
    const loki = await server('loki');
    // It begins to scrape after some seconds only.
    await waitFor('the first scrape', async () => {
      return (await prometheus.targets()).some(({ health }) => health !== 'unknown') || undefined;
    });
    const begun = Date.now() / 1000;
    const go = { AM_TELEMETRY_PRESET: 'go', AM_SERVICE: REFERENCE };
    await work({ sample, input, port, loki: loki.url });
    await work({ sample, input, port: referencePort, loki: loki.url, variables: go });
    await pushReference(loki);
    const ended = Date.now() / 1000 + 1;
    const answers = await answersOf(await dashboards(sample), { prometheus, loki, begun, ended });
    return { checked, tested, answers, chosen: await chosenLines({ sample, input, folder, loki, begun }) };
  },

  tests: {
    'promtool check rules finds no fault': ({ checked }) => assert.equal(checked.code, 0, checked.text),

    'promtool test rules: every alert fires when it should, and not before': ({ tested }) =>
      assert.equal(tested.code, 0, tested.text),

    'promtool test rules would find an alert that does not fire': ({ tested }) =>
      assert.notEqual(tested.broken.code, 0),

    ...Object.fromEntries(
      [
        'overview',
        'overview of known classes',
        'overview by machine',
        'legacy by class',
        'legacy by machine',
        'static',
        'preset go',
      ].map((kind) => [
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
      ]),
    ),

    ...Object.fromEntries(
      PROTOCOLS.map((protocol) => [
        `${protocol}: class and level choose lines`,
        ({ chosen }) => {
          const { Errors: errors, Logs: logs } = chosen[protocol];
          assert.ok(errors.one > 0 && logs.one > 0, JSON.stringify(chosen[protocol]));
          assert.deepEqual([errors.other, logs.other], [0, 0]);
        },
      ]),
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

async function work({ sample, input, port, loki, variables: more = {} }) {
  const program = fileURLToPath(new URL('programs/metered-pipeline.mjs', import.meta.url));
  const variables = { AM_SERVICE: SOURCE, AM_LOKI_ADDR: loki, OTEL_LOGS_EXPORTER: 'none', ...more };
  const args = [program, dirname(sample), input, String(port)];
  const running = start(process.execPath, args, { env: environment(variables) });
  await within('the work of the sample', WORK_LIMIT_MS, running.line(/^worked$/m));
  // A last scrape sees the machines gone.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await running.stop('SIGINT', 10_000);
}

/** Under preset go the level of lines is each machine's own, and those of the sample have none: lines as it would push them. */
async function pushReference({ url }) {
  const client = new LokiClient(url, { service: REFERENCE, preset: 'go' });
  for (const machineId of IDS) client.push({ level: 'info', machineId, line: 'INFO: [state] +Start' });
  await client.shutdown();
}

/** Dashboards of every layout, by kind. */
async function dashboards(sample) {
  const { FileWorker, Indexer } = await import(pathToFileURL(join(dirname(sample), 'machines.js')));
  const classes = classViews([FileWorker, Indexer]);
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
    'preset go': board({ preset: 'go', source: REFERENCE, ids: IDS, addedStates }),
  };
}

/** Lines in the panels of logs where a class and a level are chosen that there are, and others that there are not. */
async function chosenLines({ sample, input, folder, loki, begun }) {
  const chosen = {};
  for (const protocol of PROTOCOLS) {
    const source = `chosen by ${protocol}`;
    await runPipeline(sample, input, join(folder, 'out'), {
      ...{ AM_SERVICE: source, AM_LOKI_ADDR: loki.url, AM_LOKI_PROTOCOL: protocol },
      ...{ OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' },
    });
    const range = { loki, begun, ended: Date.now() / 1000 + 1 };
    const panels = genDashboard({ name: 'x' }).panels.filter(({ type }) => type === 'logs');
    const find = (expr, values) => lines(filledIn(expr, { ...VALUES, source, ...values }), range);
    chosen[protocol] = Object.fromEntries(
      await Promise.all(
        panels.map(async ({ title, targets: [{ expr }] }) => [
          title,
          {
            one: await find(expr, { class: 'FileWorker', level: 'error' }),
            other: await find(expr, { class: 'Worker', level: 'error' }),
          },
        ]),
      ),
    );
  }
  return chosen;
}

/** What each query of each dashboard finds: how many series with a number, or how many lines. */
async function answersOf(boards, servers) {
  const answers = [];
  for (const [kind, board] of Object.entries(boards)) {
    const panels = board.panels ?? board.rows;
    for (const { title, targets = [] } of panels.flatMap((panel) => [panel, ...(panel.panels ?? [])])) {
      for (const { expr } of targets) {
        const found = await (expr.includes('{service_name=') ? lines : numbers)(filledIn(expr), servers);
        answers.push({ kind, panel: title, expr: filledIn(expr), found });
      }
    }
    for (const { name, expr } of board.annotations.list ?? []) {
      if (expr === undefined || kind !== 'overview') continue;
      const found = await lines(filledIn(expr), servers);
      answers.push({ kind: 'annotation', panel: name, expr: filledIn(expr), found });
    }
  }
  return answers;
}

const filledIn = (expr, values = VALUES) => expr.replaceAll(/\$\{?(\w+)\}?/g, (whole, name) => values[name] ?? whole);

/** Series that have a number at some time of the work. */
async function numbers(query, { prometheus, begun, ended }) {
  const range = { query, start: String(begun), end: String(ended), step: '0.2' };
  const { data } = await getJson(`${prometheus.url}/api/v1/query_range?${new URLSearchParams(range)}`);
  return data.result.filter(({ values }) => values.some(([, value]) => Number.isFinite(Number(value)))).length;
}

/** Streams of lines, or series of a query that counts. */
async function lines(query, { loki, begun, ended }) {
  const range = { query, start: `${Math.floor(begun)}000000000`, end: `${Math.ceil(ended)}000000000`, step: '5s' };
  const { data } = await getJson(`${loki.url}/loki/api/v1/query_range?${new URLSearchParams(range)}`);
  return data.result.length;
}

async function tool(promtool, args) {
  const running = start(promtool, args);
  const { code } = await running.exited;
  return { code, text: running.output.stdout + running.output.stderr };
}

/** The tests of the rules, and one of them that must fail. */
async function testRules(promtool, folder) {
  const tests = (await readFile(join(ruleTests, 'rules.test.yaml'), 'utf8')).replace('[RULES]', `[${rules}]`);
  const [file, broken] = [join(folder, 'rules.test.yaml'), join(folder, 'broken.test.yaml')];
  await writeFile(file, tests);
  await writeFile(broken, tests.replaceAll('alertname: StatescopeStuck', 'alertname: StatescopeExceptions'));
  return {
    ...(await tool(promtool, ['test', 'rules', file])),
    broken: await tool(promtool, ['test', 'rules', broken]),
  };
}
