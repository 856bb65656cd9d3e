import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { readLogs, readTraces } from './otlp.mjs';
import { runPipeline, runRecorded } from './pipeline.mjs';
import { exportTo, PROTOCOLS } from './protocols.mjs';
import { compareLogs, compareSpans } from './span-comparison.mjs';
import { readTree } from './span-tree.mjs';

const SERVICE = 'pipeline';

/**
 * The sample exports a whole run into a real Collector; then it does so over each protocol, with recording sinks in the same
 * process.
 */
export const suite = {
  name: 'collector',
  needs: ['otelcol'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), 60);
    const out = join(folder, 'out');
    const collector = await server('otelcol');
    const summary = await runPipeline(sample, input, out, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const recorded = {};
    for (const protocol of PROTOCOLS) {
      const { variables, close } = await exportTo(collector, protocol);
      recorded[protocol] = await runRecorded(sample, input, { ...variables, OTEL_SERVICE_NAME: protocol }).finally(
        close,
      );
    }
    const { traces, logs, complaints } = await collector.received();
    const of = (records, service) => records.filter(({ resource }) => resource['service.name'] === service);
    const received = (service) => ({ spans: of(readTraces(traces), service), logs: of(readLogs(logs), service) });
    const { spans, logs: records } = received(SERVICE);
    return { out, summary, complaints, spans, logs: records, tree: readTree(spans), recorded, received };
  },

  tests: {
    'the Collector takes every record without a complaint': ({ complaints }) => assert.deepEqual(complaints, []),

    'as many spans and log records arrive as the summary says': ({ summary, spans, logs }) => {
      assert.ok(spans.length > 0 && logs.length > 0);
      assert.deepEqual({ spans: spans.length, logs: logs.length }, { spans: summary.spans, logs: summary.logRecords });
    },

    'as many transition spans arrive as the summary counts transitions': ({ summary, tree }) =>
      assert.equal(tree.ofKind('transition').length, summary.transitions),

    'the spans are one tree per machine, without orphans or doubles, with an outcome on every transition': ({ tree }) =>
      assert.deepEqual(tree.problems, []),

    "every FileWorker hangs on the Indexer's submachines": ({ tree }) => {
      const machines = tree.ofKind('machine');
      const workers = machines.filter((span) => span.attributes['asyncmachine.machine.class'] === 'FileWorker');
      assert.ok(workers.length > 0);
      for (const worker of workers) {
        const group = tree.parentOf(worker);
        assert.equal(group?.name, '0:submachines');
        assert.equal(tree.parentOf(group)?.attributes['asyncmachine.machine.class'], 'Indexer');
      }
    },

    'spans of asynchronous handlers reach beyond their transition': ({ tree }) => {
      const handlers = tree.ofKind('inner').filter((span) => span.attributes['asyncmachine.handler.async'] === true);
      assert.ok(handlers.length > 0);
      const longer = handlers.filter(
        (span) => BigInt(span.endTimeUnixNano) > BigInt(tree.parentOf(span).endTimeUnixNano),
      );
      assert.equal(longer.length, handlers.length);
    },

    'every log record names a span that arrived': ({ spans, logs }) => {
      const known = new Set(spans.map((span) => `${span.traceId} ${span.spanId}`));
      const strays = logs.filter((log) => !known.has(`${log.traceId} ${log.spanId}`));
      assert.deepEqual(strays.slice(0, 3), []);
    },

    'spans and log records come from the same service and scope': ({ spans, logs }) => {
      const origins = new Set(
        [...spans, ...logs].map(({ resource, scope }) => `${scope} in ${resource['service.name']}`),
      );
      assert.equal(origins.size, 1, [...origins].join(', '));
      assert.match([...origins][0], /^statescope in (?!undefined)/);
    },

    'no trace or log file is written beside the export': ({ out }) => {
      assert.deepEqual(
        ['traces.jsonl', 'logs.jsonl'].filter((name) => existsSync(join(out, name))),
        [],
      );
    },

    ...Object.fromEntries(PROTOCOLS.flatMap((protocol) => Object.entries(testsOf(protocol)))),
  },
};

function testsOf(protocol) {
  return {
    [`${protocol}: everything is exported, and nothing is warned of`]: ({ recorded }) => {
      const { exported, warnings, spans, logs } = recorded[protocol];
      assert.deepEqual(exported, { spans: spans.length, logs: logs.length, dropped: 0, waiting: 0 });
      assert.deepEqual(warnings, []);
    },

    [`${protocol}: the spans that arrive are those a recording sink saw, none missing, doubled or changed`]: (seen) =>
      assert.deepEqual(compareSpans(seen.recorded[protocol].spans, seen.received(protocol).spans), []),

    [`${protocol}: the log records that arrive are those a recording logger saw, none missing, doubled or changed`]: (
      seen,
    ) => assert.deepEqual(compareLogs(seen.recorded[protocol].logs, seen.received(protocol).logs), []),

    [`${protocol}: every log record that tells of a transition lies in its span`]: (seen) => {
      const { spans, logs } = seen.received(protocol);
      const transitions = new Map(spans.map((span) => [span.spanId, span.attributes.tx_id]));
      const told = logs.filter((log) => log.attributes['asyncmachine.tx.id'] !== undefined);
      assert.ok(told.length > 0);
      assert.deepEqual(
        told.filter((log) => transitions.get(log.spanId) !== log.attributes['asyncmachine.tx.id']).slice(0, 3),
        [],
      );
    },
  };
}
