import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { startPipeline } from './pipeline.mjs';
import { freePort } from './process.mjs';
import { exportTo } from './protocols.mjs';
import { getJson, waitFor } from './wait.mjs';

const FAMILIES = [
  'asyncmachine_transition_duration_seconds_bucket',
  'asyncmachine_handler_duration_seconds_bucket',
  'asyncmachine_rejections_total',
];

/** From a number in Prometheus to the trace in Jaeger behind it. */
export const suite = {
  name: 'exemplars',
  needs: ['prometheus', 'jaeger'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), 60);
    const port = await freePort();
    const jaeger = await server('jaeger');
    const prometheus = await server('prometheus', { direct: { port, path: '/metrics' } });
    const { variables, close } = await exportTo(jaeger, 'http/protobuf');
    const pipeline = await startPipeline(sample, input, join(folder, 'out'), port, {
      ...variables,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
    });
    await pipeline.worked();
    const exemplars = {};
    for (const family of FAMILIES) {
      exemplars[family] = await waitFor(`exemplars of ${family}`, () => exemplarsOf(prometheus, family));
    }
    const exitCode = await pipeline.ended();
    const traces = {};
    for (const [family, [{ labels }]] of Object.entries(exemplars)) {
      traces[family] = await waitFor(`trace ${labels.trace_id}`, () => jaeger.uiTrace(labels.trace_id));
    }
    close();
    return { exemplars, traces, exitCode };
  },

  tests: Object.fromEntries([
    ...FAMILIES.map((family) => [
      `an exemplar of ${family} names a span that Jaeger has`,
      ({ exemplars, traces }) => {
        const [{ labels }] = exemplars[family];
        assert.ok(traces[family].spans.some(({ spanID }) => spanID === labels.span_id));
      },
    ]),
    [
      'the value of an exemplar lies within its bucket',
      ({ exemplars }) => {
        for (const { value, series } of exemplars[FAMILIES[0]])
          assert.ok(value <= Number(series.le.replace('+', '')) || series.le === '+Inf');
      },
    ],
    ['the sample ends well', ({ exitCode }) => assert.equal(exitCode, 0)],
  ]),
};

/** Those of the last minutes, `{ labels, value, series }`; undefined without any. */
async function exemplarsOf({ url }, query) {
  const seconds = Date.now() / 1000;
  const range = { query, start: String(seconds - 600), end: String(seconds + 60) };
  const { data } = await getJson(`${url}/api/v1/query_exemplars?${new URLSearchParams(range)}`);
  const found = data.flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value }) => ({ labels, value: Number(value), series: seriesLabels })),
  );
  return found.length === 0 ? undefined : found;
}
