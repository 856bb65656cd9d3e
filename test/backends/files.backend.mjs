import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { readLogs, readTraces, send } from './otlp.mjs';
import { runPipeline } from './pipeline.mjs';
import { readTree } from './span-tree.mjs';

/** A real Collector reads the files that the sample writes when it has no configuration. */
export const suite = {
  name: 'files',
  needs: ['otelcol'],

  async prepare({ folder, server, sample }) {
    const out = join(folder, 'out');
    const summary = await runPipeline(sample, await makeFolder(join(folder, 'input'), 60), out);
    const written = { traces: await lines(join(out, 'traces.jsonl')), logs: await lines(join(out, 'logs.jsonl')) };
    const collector = await server('otelcol');
    const answers = [];
    for (const line of written.traces) answers.push(await send(`${collector.url}/v1/traces`, line));
    for (const line of written.logs) answers.push(await send(`${collector.url}/v1/logs`, line));
    return { summary, written, answers, received: await collector.received() };
  },

  tests: {
    'the Collector accepts every line of both files': ({ answers, received }) => {
      assert.ok(answers.length >= 2);
      assert.deepEqual(
        answers.filter(({ status, rejected }) => status !== 200 || rejected !== 0),
        [],
      );
      assert.deepEqual(received.complaints, []);
    },

    'as many spans and log records come out as the summary says': ({ summary, received }) => {
      const counts = { spans: readTraces(received.traces).length, logs: readLogs(received.logs).length };
      assert.deepEqual(counts, { spans: summary.spans, logs: summary.logRecords });
    },

    'spans come out with the names, ids, times and attributes that were written': ({ written, received }) => {
      const essence = ({
        traceId,
        spanId,
        parentSpanId = '',
        name,
        startTimeUnixNano,
        endTimeUnixNano,
        attributes,
      }) => ({ traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, attributes });
      const sorted = (documents) =>
        readTraces(documents)
          .map(essence)
          .sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
      assert.deepEqual(sorted(received.traces), sorted(written.traces));
    },

    'log records come out with the texts, times and attributes that were written': ({ written, received }) => {
      const essence = ({ timeUnixNano, body, severityNumber, traceId, spanId, attributes }) =>
        JSON.stringify({ timeUnixNano, body, severityNumber, traceId, spanId, attributes });
      const sorted = (documents) => readLogs(documents).map(essence).sort();
      assert.deepEqual(sorted(received.logs), sorted(written.logs));
    },

    'the spans of the file are one tree per machine': ({ received }) =>
      assert.deepEqual(readTree(readTraces(received.traces)).problems, []),
  },
};

async function lines(file) {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}
