import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerText } from './answer-text.mjs';
import { runMetricsDemo } from './metrics-demo.mjs';
import { start } from './process.mjs';

const SECONDS = 16;
const LARGEST_PICTURE = 150_000;
const PNG = '89504e470d0a1a0a';
const demo = fileURLToPath(new URL('demo-metrics.mjs', import.meta.url));
const shown = fileURLToPath(new URL('../../samples/assets/metrics.png', import.meta.url));

/** What `npm run demo:metrics` does, in less time. */
export const suite = {
  name: 'metrics',
  needs: ['prometheus', 'chromium'],

  async prepare({ folder, server, sample }) {
    const picture = join(folder, 'metrics.png');
    const seen = await runMetricsDemo({ server, sample, folder, seconds: SECONDS, picture });
    return { ...seen, picture, folder };
  },

  tests: {
    'every main query has an answer that is a number': ({ answers }) => {
      assert.ok(answers.length > 25, `${answers.length} queries`);
      const silent = answers.filter(({ result }) => !result.some(({ value }) => Number.isFinite(value)));
      assert.deepEqual(
        silent.map(({ title, expr }) => `${title}: ${expr}`),
        [],
      );
    },

    'the queries of each README find more than nothing': ({ answers }) => {
      const pages = new Set();
      for (const { page, expr, result } of answers.filter((answer) => answer.page !== undefined)) {
        pages.add(page);
        assert.ok(
          result.some(({ value }) => value > 0),
          expr,
        );
      }
      assert.deepEqual([...pages], ['README.md', 'samples/pipeline/README.md']);
    },

    'who refuses what is named': ({ answers }) => {
      const { result } = answers.find(({ expr }) => expr.startsWith('sum by (machine_class, reason, by)'));
      assert.deepEqual(
        result.map(({ metric }) => metric),
        [{ machine_class: 'Indexer', reason: 'require', by: 'Found' }],
      );
    },

    'states that workers are in are told apart': ({ answers }) => {
      const { result } = answers[0];
      const often = result.filter(({ value }) => value > 0).map(({ metric }) => metric.state);
      for (const state of ['Reading', 'Hashing', 'Compressing', 'Done']) assert.ok(often.includes(state), state);
    },

    'the graph shows each series of its query': ({ answers, graph }) => {
      assert.deepEqual(
        [...graph.names].sort(),
        answers[0].result.map(({ metric }) => `{state="${metric.state}"}`).sort(),
      );
      assert.ok(graph.drawn >= graph.names.length, `${graph.drawn} drawn`);
    },

    'the picture is a PNG fit for a page, like the one that is shown': async ({ picture }) => {
      for (const path of [picture, shown]) {
        assert.equal((await readFile(path)).toString('hex', 0, 8), PNG, path);
        assert.ok((await stat(path)).size < LARGEST_PICTURE, path);
      }
    },

    'an answer is printed below its query, the largest value first': () => {
      const result = [
        { metric: { state: 'Ready' }, value: 0.00125 },
        { metric: { state: 'Start' }, value: 90.04 },
        { metric: { state: 'Never' }, value: NaN },
      ];
      const query = { title: 'Time in states', expr: 'x', legend: '{{state}}', unit: 's' };
      assert.equal(
        answerText({ ...query, result }),
        'Time in states\n  x\n          90 s  Start\n       1.25 ms  Ready',
      );
      assert.equal(answerText({ ...query, result: [] }), 'Time in states\n  x\n  no answer');
      const rejected = [{ metric: { by: 'Found', reason: 'require' }, value: 1.25 }];
      const asked = { title: 'Rejections', expr: 'sum by (reason, by) (x)', unit: 'ops', result: rejected };
      assert.equal(answerText(asked).split('\n').at(-1), '       1.25 /s  require, Found');
    },

    'the sample ends well': ({ exitCode }) => assert.equal(exitCode, 0),

    'without Prometheus and Chromium the command says what is missing and how to get it': async ({ folder }) => {
      const { exitCode, stdout, stderr } = await command([], { PATH: folder, HOME: folder });
      assert.equal(exitCode, 1);
      assert.match(stderr, /^- .*Prometheus .*\(apt-get,.*\n- Chromium .*\(apt-get install chromium as root\)/m);
      assert.equal(stdout, '');
    },

    'a mistake in the arguments is answered with the usage': async () => {
      for (const words of [
        ['--seconds', 'x'],
        ['--second', '9'],
        ['--seconds', '2'],
      ]) {
        const { exitCode, stderr } = await command(words);
        assert.equal(exitCode, 2, words.join(' '));
        assert.match(stderr, /--second.*\n+Usage: npm run demo:metrics/);
      }
    },
  },
};

async function command(words, variables = {}) {
  const running = start(process.execPath, [demo, ...words], { env: { ...process.env, ...variables } });
  const { code } = await running.exited;
  return { exitCode: code, ...running.output };
}
