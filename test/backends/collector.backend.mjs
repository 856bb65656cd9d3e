import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { readLogs, readTraces } from './otlp.mjs';
import { runPipeline } from './pipeline.mjs';
import { readTree } from './span-tree.mjs';

/** The sample exports a whole run over OTLP/HTTP into a real Collector. */
export const suite = {
  name: 'collector',
  needs: ['otelcol'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), 60);
    const out = join(folder, 'out');
    const collector = await server('otelcol');
    const summary = await runPipeline(sample, input, out, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const { traces, logs, complaints } = await collector.received();
    const spans = readTraces(traces);
    return { out, summary, complaints, spans, logs: readLogs(logs), tree: readTree(spans) };
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
  },
};
