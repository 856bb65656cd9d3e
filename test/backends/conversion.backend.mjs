import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './folder.mjs';
import { send } from './otlp.mjs';
import { runPipeline } from './pipeline.mjs';
import { run } from './process.mjs';
import { waitFor } from './wait.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const assets = join(root, 'samples/assets');

/** What the converter writes for Jaeger, against what Jaeger makes of the same spans: uploaded, and stored and asked for. */
export const suite = {
  name: 'conversion',
  needs: ['jaeger'],

  async prepare({ folder, server, sample }) {
    const out = join(folder, 'out');
    await runPipeline(sample, await makeFolder(join(folder, 'input'), 60), out);
    const jaeger = await server('jaeger');
    const fresh = await compared(jaeger, join(out, 'traces.jsonl'), join(folder, 'jaeger.json'));
    const recorded = join(assets, 'pipeline.otlp.jsonl');
    const shipped = await compared(jaeger, recorded, join(folder, 'shipped.json'));
    const asset = parsed(await readFile(join(assets, 'pipeline.jaeger.json'), 'utf8'));
    const broken = await jaeger.transform((await readFile(recorded, 'utf8')).slice(0, 1000));
    return { fresh, shipped, asset, broken };
  },

  tests: {
    'what is written equals what Jaeger makes of an upload of the same spans': ({ fresh }) => {
      assert.equal(fresh.uploaded.status, 200, fresh.uploaded.problem);
      assert.deepEqual(fresh.written, fresh.uploaded.traces.map(comparable));
    },

    'what is written equals what Jaeger tells of the same spans once they are stored': ({ fresh }) =>
      assert.deepEqual(fresh.written.map(unordered), fresh.stored.map(comparable).map(unordered)),

    'spans, links, events and failures are among them': ({ fresh }) => {
      const spans = fresh.written.flatMap((trace) => trace.spans);
      assert.ok(spans.length > 1000);
      assert.ok(spans.some(({ references }) => references.some(({ refType }) => refType === 'FOLLOWS_FROM')));
      assert.ok(spans.some(({ logs }) => logs.length > 0));
      assert.ok(spans.some(({ tags }) => tags.some(({ key }) => key === 'otel.status_code')));
    },

    'the file that is shipped equals what Jaeger makes of an upload of its spans': ({ shipped, asset }) => {
      assert.deepEqual(asset, shipped.uploaded.traces.map(comparable));
      assert.deepEqual(asset.map(unordered), shipped.stored.map(comparable).map(unordered));
    },

    'Jaeger refuses what is no OTLP, so that its consent means something': ({ broken }) =>
      assert.equal(broken.status, 400),
  },
};

/** A file of OTLP JSON lines as the converter writes it, as Jaeger does for an upload, and as Jaeger tells it from its store. */
async function compared(jaeger, file, out) {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const program = join(root, 'dist/esm/src/cli/main.js');
  await run(process.execPath, [program, 'traces', 'convert', file, '--to', 'jaeger', '--out', out]);
  const written = parsed(await readFile(out, 'utf8'));
  const uploaded = await jaeger.transform(
    JSON.stringify({ resourceSpans: lines.flatMap((line) => JSON.parse(line).resourceSpans) }),
  );
  for (const line of lines) assert.equal((await send(`${jaeger.url}/v1/traces`, line)).status, 200);
  const stored = [];
  for (const { traceID, spans } of written) {
    const trace = await waitFor(`the trace ${traceID}`, async () => {
      const seen = await jaeger.uiTrace(traceID);
      return seen.spans.length >= spans.length ? seen : undefined;
    });
    stored.push(trace);
  }
  return { written, uploaded, stored };
}

const parsed = (text) => JSON.parse(text).data.map(comparable);

/** Numbers of processes, escapes within JSON and Jaeger's own warnings mean nothing. */
function comparable({ traceID, spans, processes }) {
  return {
    traceID,
    spans: spans.map(({ processID, warnings: _warnings, tags, logs, ...span }) => ({
      ...span,
      tags: tags.map(unescaped),
      logs: logs.map(({ timestamp, fields }) => ({ timestamp, fields: fields.map(unescaped) })),
      process: processes[processID],
    })),
  };
}

function unescaped(tag) {
  if (tag.type !== 'string' || !/^[[{]/.test(tag.value)) return tag;
  try {
    return { ...tag, value: JSON.parse(tag.value) };
  } catch {
    return tag;
  }
}

/** Jaeger's store sorts what it tells. */
function unordered({ traceID, spans }) {
  const sorted = (list) => [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const calm = spans.map((span) => ({
    ...span,
    tags: sorted(span.tags),
    logs: sorted(span.logs.map(({ timestamp, fields }) => ({ timestamp, fields: sorted(fields) }))),
    process: { ...span.process, tags: sorted(span.process.tags) },
  }));
  return { traceID, spans: calm.sort((a, b) => (a.spanID < b.spanID ? -1 : 1)) };
}
