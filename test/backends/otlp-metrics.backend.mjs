import assert from 'node:assert/strict';
import { waitFor } from './wait.mjs';

const JOB = '{job="jobs"}';

/** What a reader of the OpenTelemetry SDK would send, sent into a real Prometheus, against a scrape of the same numbers. */
export const suite = {
  name: 'otlp-metrics',
  needs: ['prometheus3'],

  async prepare({ server }) {
    const nobody = '127.0.0.1:9';
    const prometheus = await server('prometheus3', { program: nobody, pushgateway: nobody });
    const { scrape, request } = await metered();
    const answer = await fetch(`${prometheus.url}/api/v1/otlp/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: request,
    });
    const series = await waitFor('the series', async () => {
      const found = await prometheus.query(`{__name__=~"asyncmachine_.*", job="jobs"}`);
      return found.length > 0 ? found : undefined;
    });
    return { scrape, series, status: answer.status, median: await median(prometheus) };
  },

  tests: {
    'the request is taken': ({ status }) => assert.equal(status, 200),

    'every series of a scrape is there, under the same name and labels, with the same value': ({ scrape, series }) => {
      const seen = new Map(series.map(({ metric, value }) => [keyOf(metric), value]));
      for (const { metric, value } of scrape) assert.equal(seen.get(keyOf(metric)), value, keyOf(metric));
    },

    'quantiles can be told': ({ median: value }) => assert.ok(value > 0, `${value}`),
  },
};

/** Some transitions, as a scrape shows them and as a request of OTLP. */
async function metered() {
  const { ProtobufMetricsSerializer } = await import('@opentelemetry/otlp-transformer');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { Registry } = await import('prom-client');
  const { Machine, defineSchema } = await import('statescope');
  const { PrometheusMetrics, metricProducer } = await import('statescope/exporters/prometheus');
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => 0 });
  const producer = metricProducer(metrics);
  class Job extends Machine.of(defineSchema({ Start: {}, Busy: { require: ['Start'] } })) {
    StartState() {}
  }
  const job = new Job({ tracers: [metrics] });
  for (const state of ['Busy', 'Start', 'Busy']) job.add(state);
  job.addErr(new TypeError('x'));
  const { resourceMetrics } = await producer.collect();
  const resource = resourceFromAttributes({ 'service.name': 'jobs' });
  const request = ProtobufMetricsSerializer.serializeRequest({ ...resourceMetrics, resource });
  return { request, scrape: linesOf(await registry.metrics()) };
}

function linesOf(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('asyncmachine_'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      const pairs = Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label, text]) => [label, text]);
      return { metric: { __name__: name, ...Object.fromEntries(pairs) }, value: Number(value) };
    });
}

/** Without what says where it came from; a bound is a number, however it is spelt. */
function keyOf({ job: _job, instance: _instance, ...labels }) {
  const own = Object.entries(labels).filter(([name]) => !name.startsWith('otel_scope_'));
  return own
    .map(([name, value]) => `${name}=${name === 'le' && value !== '+Inf' ? Number(value) : value}`)
    .sort()
    .join();
}

async function median(prometheus) {
  const buckets = `sum by (le) (asyncmachine_transition_duration_seconds_bucket${JOB})`;
  const [found] = await prometheus.query(`histogram_quantile(0.5, ${buckets})`);
  return found?.value;
}
