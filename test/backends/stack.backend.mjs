import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeFolder } from './folder.mjs';
import { readTraces, send } from './otlp.mjs';
import { runPipeline, startPipeline } from './pipeline.mjs';
import { freePort, run } from './process.mjs';
import { waitFor } from './wait.mjs';

/** So many that their work goes on over several scrapes: what happens between two of them has a rate of nothing. */
const FILES = 360;
const SETTLE_MS = 60_000;
const DURATIONS = 'asyncmachine_transition_duration_seconds';
const provisioned = new URL('../../samples/stack/grafana/provisioning/datasources/statescope.yaml', import.meta.url);

/** The servers of the stack, from its files, with the sample sending to them; what leads from one signal to another is followed. */
export const suite = {
  name: 'stack',
  needs: ['compose', 'loki', 'prometheus3', 'stackCollector', 'stackJaeger'],

  async prepare({ folder, server, binaries, sample }) {
    const input = await makeFolder(join(folder, 'input'), FILES);
    const port = await freePort();
    const [jaeger, loki] = [await server('stackJaeger'), await server('loki')];
    const nowhere = `127.0.0.1:${await freePort()}`;
    const prometheus = await server('prometheus3', { program: `127.0.0.1:${port}`, pushgateway: nowhere });
    const backends = { jaeger: jaeger.url, loki: loki.url, prometheus: prometheus.url };
    const collector = await server('stackCollector', backends);
    const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const pushing = { ...otlp, OTEL_LOGS_EXPORTER: 'none', AM_LOKI_ADDR: loki.url };
    const program = await startPipeline(sample, input, join(folder, 'out'), port, pushing);
    const summary = await program.worked();
    const collected = await runPipeline(sample, input, join(folder, 'out'), {
      ...{ ...otlp, OTEL_LOGS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'none', AM_SERVICE: 'collected' },
    });
    await send(`${collector.url}/v1/metrics`, JSON.stringify(gauge('stack_test_gauge', 42)));
    const seen = await settled({ jaeger, loki, prometheus }, summary, collected);
    const links = await followed({ loki, prometheus }, seen);
    const composed = {
      usual: await composedOf(binaries.compose, 'compose.yaml'),
      persistent: await composedOf(binaries.compose, 'compose.yaml', 'compose.persistent.yaml'),
    };
    const exitCode = await program.ended();
    return {
      summary,
      collected,
      ...seen,
      composed,
      links,
      exitCode,
      complaints: collector.complaints(),
      kept: await kept(folder, server),
    };
  },

  tests: {
    'Docker Compose reads the files, alone and one over the other': ({ composed: { usual, persistent } }) => {
      const names = ['collector', 'grafana', 'jaeger', 'loki', 'prometheus', 'pushgateway'];
      assert.deepEqual(Object.keys(usual.services).sort(), names);
      assert.deepEqual(Object.keys(persistent.services).sort(), names);
      const { command, image, volumes } = persistent.services.jaeger;
      assert.deepEqual(command, ['--config=/etc/statescope/jaeger.persistent.yaml']);
      assert.equal(image, usual.services.jaeger.image);
      assert.deepEqual(
        volumes.map(({ target }) => target),
        ['/etc/statescope', '/badger'],
      );
    },

    'traces: Jaeger has every span that went to the Collector': ({ summary, spans }) =>
      assert.equal(spans.length, summary.spans),

    'logs: Loki has every line that was pushed': ({ summary, pushed }) =>
      assert.equal(pushed.length, summary.logRecords),

    'logs: Loki has every record that went to the Collector, with the service as a label': ({ collected, records }) =>
      assert.equal(records.length, collected.logRecords),

    'metrics: Prometheus scrapes the program, and counts what the summary counts': ({
      summary,
      target,
      transitions,
    }) => {
      assert.deepEqual([target.health, target.lastError], ['up', '']);
      assert.equal(transitions, summary.transitions);
    },

    'metrics: what comes over OTLP reaches Prometheus through the Collector': ({ gauge: found }) =>
      assert.deepEqual(
        found.map(({ value }) => value),
        [42],
      ),

    'metrics: the rules are loaded, and every one of them can be evaluated': ({ rules }) => {
      const all = rules.flatMap((group) => group.rules);
      assert.ok(all.length > 5);
      assert.deepEqual(
        all.filter(({ lastError }) => lastError !== undefined && lastError !== ''),
        [],
      );
    },

    'metric to trace: exemplars of durations name traces that Jaeger has': ({ exemplars, spans }) => {
      const known = new Set(spans.map(({ traceId }) => traceId));
      const named = exemplars.map(({ labels }) => labels.trace_id);
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((id) => !known.has(id)),
        [],
      );
    },

    'log to trace: every line has the field that the link goes by, and Jaeger has its trace and span': ({
      pushed,
      spans,
      links,
    }) => {
      assert.deepEqual(links.derived, ['trace_id', 'tx_id']);
      const known = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
      const strays = pushed.filter(({ metadata }) => !known.has(`${metadata.trace_id} ${metadata.span_id}`));
      assert.deepEqual(strays.slice(0, 3), []);
    },

    'trace to logs: the query of the link finds the lines of one trace, and no others': ({ pushed, links }) => {
      const { traceId, entries } = links.logs;
      const expected = pushed.filter(({ metadata }) => metadata.trace_id === traceId);
      assert.ok(expected.length > 0);
      assert.deepEqual(
        entries.map(({ line }) => line),
        expected.map(({ line }) => line),
      );
    },

    'trace to metrics, and log to metrics: the queries of the links return numbers': ({ links }) => {
      assert.ok(links.metrics.length >= 3);
      for (const { query, result } of links.metrics) {
        assert.ok(result.length > 0 && result.every(({ value }) => !Number.isNaN(value)), query);
      }
    },

    'the Collector complains of nothing, and Ctrl-C ends the program well': ({ complaints, exitCode }) => {
      assert.deepEqual(complaints, []);
      assert.equal(exitCode, 0);
    },

    'the persistent Jaeger has its traces after a restart': ({ kept: { before, after } }) => {
      assert.deepEqual([before, after], [1, 1]);
    },
  },
};

const stack = fileURLToPath(new URL('../../samples/stack/', import.meta.url));

/** What files of the stack come to for Docker Compose. */
async function composedOf(program, ...files) {
  return JSON.parse(
    await run(
      program,
      files.map((file) => join(stack, file)),
    ),
  );
}

const gauge = (name, value) => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'stack' } }] },
      scopeMetrics: [
        { metrics: [{ name, gauge: { dataPoints: [{ timeUnixNano: `${Date.now()}000000`, asDouble: value }] } }] },
      ],
    },
  ],
});

/** What the servers hold once it is all that was sent, or after a while what there is: that is up to the tests. */
async function settled({ jaeger, loki, prometheus }, summary, collected) {
  const seen = {};
  const look = async () => {
    seen.spans = readTraces(await jaeger.traces('pipeline'));
    seen.pushed = await loki.entries('{service_name="pipeline"}');
    seen.records = await loki.entries('{service_name="collected"}');
    seen.transitions = (await prometheus.query('sum(asyncmachine_transitions_total{check!="true"})'))[0]?.value;
    seen.gauge = await prometheus.query('stack_test_gauge');
    seen.exemplars = await prometheus.exemplars(`${DURATIONS}_bucket`);
    seen.rates = await prometheus.query(`sum(rate(${DURATIONS}_count[5m]))`);
    return (
      (seen.spans.length >= summary.spans &&
        seen.pushed.length >= summary.logRecords &&
        seen.records.length >= collected.logRecords &&
        seen.transitions === summary.transitions &&
        seen.gauge.length > 0 &&
        seen.rates.length > 0) ||
      undefined
    );
  };
  await waitFor('all that was sent', look, SETTLE_MS).catch(() => undefined);
  const targets = await prometheus.targets();
  const target = targets.find(({ labels }) => labels.job === 'pipeline');
  return { ...seen, target, rules: await prometheus.rules() };
}

/** Follows the links of the provisioned data sources, as Grafana fills them in. */
async function followed({ loki, prometheus }, { pushed }) {
  const { datasources } = parse(await readFile(fileURLToPath(provisioned), 'utf8'));
  const of = (uid) => datasources.find((source) => source.uid === uid);
  const { tracesToLogsV2, tracesToMetrics } = of('traces').jsonData;
  // Other classes may do all they do between two scrapes, which is a rate of nothing.
  const { metadata } = pushed.find((line) => line.metadata.asyncmachine_class === 'FileWorker');
  const { trace_id: traceId, asyncmachine_class: machineClass } = metadata;
  const [tag] = tracesToLogsV2.tags;
  const logQuery = tracesToLogsV2.query
    .replace('$${__tags}', `${tag.value}="pipeline"`)
    .replace('$${__trace.traceId}', traceId);
  const [classTag] = tracesToMetrics.tags;
  const queries = [
    ...tracesToMetrics.queries.map(({ query }) => query.replaceAll('$$__tags', `${classTag.value}="${machineClass}"`)),
    ...of('loki').correlations.map(({ config }) => config.target.expr.replaceAll('$${machine_class}', machineClass)),
  ];
  const metrics = [];
  for (const query of queries) metrics.push({ query, result: await prometheus.query(query) });
  return {
    derived: of('loki').jsonData.derivedFields.map(({ matcherRegex }) => matcherRegex),
    logs: { traceId, entries: await loki.entries(logQuery) },
    metrics,
  };
}

/** Traces of the persistent Jaeger before and after it was ended. */
async function kept(folder, server) {
  const span = {
    ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'kept', kind: 1 },
    ...{ startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now() + 1}000000` },
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'kept' } }] };
  const first = await server('stackJaeger', { isPersistent: true });
  await send(
    `${first.url}/v1/traces`,
    JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  );
  const count = async (jaeger) =>
    waitFor('the trace', async () => readTraces(await jaeger.traces('kept')).length || undefined).catch(() => 0);
  const before = await count(first);
  await first.stop('SIGTERM', 20_000);
  return { before, after: await count(await server('stackJaeger', { isPersistent: true })) };
}
