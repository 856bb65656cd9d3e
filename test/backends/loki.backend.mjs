import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { openLokiGate } from './loki-gate.mjs';
import { environment, runRecorded } from './pipeline.mjs';
import { start } from './process.mjs';
import { waitFor } from './wait.mjs';

const FILES = 60;
const LINES = 3000;
const PROTOCOLS = ['push', 'otlp'];

/** The sample pushes a whole run into a real Loki, by each protocol; then a client does while Loki is in trouble. */
export const suite = {
  name: 'loki',
  needs: ['loki'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), FILES);
    const loki = await server('loki');
    const runs = {};
    for (const protocol of PROTOCOLS) {
      const service = `pipeline by ${protocol}`;
      const recorded = await runRecorded(sample, input, {
        ...{ AM_LOKI_ADDR: loki.url, AM_LOKI_PROTOCOL: protocol, AM_SERVICE: service },
        ...{ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
      });
      const received = await settledEntries(loki, `{service_name="${service}"}`, recorded.logs.length);
      runs[protocol] = { recorded, received };
    }
    const { LokiClient } = await import('statescope/exporters/loki');
    const troubled = await inTrouble(loki, LokiClient);
    const tenants = await withTenants(folder, server, LokiClient);
    const plain = await withoutMetadata(folder, server, LokiClient);
    const doctor = await examined(sample, loki);
    // Last, as Loki ends in the middle of it.
    return { runs, troubled, tenants, plain, doctor, outage: await outage(folder, server, LokiClient) };
  },

  tests: {
    ...Object.fromEntries(PROTOCOLS.flatMap((protocol) => Object.entries(testsOf(protocol)))),

    'push: labels are the service and the level, and nothing else': ({ runs }) => {
      const labels = new Set(runs.push.received.map((entry) => JSON.stringify(sorted(entry.labels))));
      const of = (level) => JSON.stringify({ level, service_name: 'pipeline by push' });
      assert.deepEqual([...labels].sort(), [of('error'), of('info')].sort());
    },

    'push: times ascend from one line to the next, over all streams': ({ runs }) => {
      const times = runs.push.received.map(({ time }) => time);
      assert.deepEqual([...new Set(times)].sort(), times);
    },

    'push: metadata is what the recording logger saw as attributes': ({ runs: { push } }) => {
      const expected = push.recorded.logs.map(({ attributes }) => sorted(metadataOf(attributes)));
      const found = push.received.map(({ metadata: { detected_level: _, trace_id, span_id, ...metadata } }) => {
        assert.match(`${trace_id} ${span_id}`, /^[0-9a-f]{32} [0-9a-f]{16}$/);
        return sorted(metadata);
      });
      assert.deepEqual(found, expected);
    },

    'otlp: metadata is what the recording logger saw as attributes, and the service is a label': ({
      runs: { otlp },
    }) => {
      for (const { labels, metadata } of otlp.received) {
        assert.equal(labels.service_name, 'pipeline by otlp');
        assert.ok(metadata.asyncmachine_machine_class !== undefined);
        assert.match(`${metadata.trace_id} ${metadata.span_id}`, /^[0-9a-f]{32} [0-9a-f]{16}$/);
      }
    },

    'with answers that get lost, 413, 429, 500 and 503, every line is there once, in order, told of once': ({
      troubled,
    }) => {
      const { seen, lines, stats, reports } = troubled;
      assert.deepEqual(new Set(['lost', 'small', 429, 500, 503].filter((way) => !seen.includes(way))), new Set());
      assert.deepEqual(lines, numbered(LINES));
      assert.deepEqual([stats.exported, stats.dropped, stats.failed], [LINES, 0, 0]);
      assert.ok(reports >= 1 && reports <= seen.length / 2, `${reports} reports`);
    },

    'a Loki that ends and comes back has every line once, in order, without a restart of the program': ({ outage }) => {
      assert.deepEqual(outage.lines, numbered(LINES));
      assert.deepEqual([outage.stats.exported, outage.stats.dropped, outage.stats.failed], [LINES, 0, 0]);
      assert.ok(outage.whileAway.waiting > 0);
      assert.equal(outage.reports, 1);
    },

    'a Loki with tenants refuses who names none, and keeps tenants apart': ({ tenants }) => {
      assert.deepEqual([tenants.refused.exported, tenants.refused.failed], [0, 1]);
      assert.deepEqual(tenants.one, ['of one']);
      assert.deepEqual(tenants.other, []);
    },

    'a Loki without structured metadata gets it behind the lines, where logfmt finds it': ({ plain }) => {
      assert.deepEqual(plain.lines, ['first tag=state args_url="a b"', 'second tag=state args_url="a b"']);
      assert.equal(plain.found, 2);
    },

    'the doctor finds that it takes pushes': ({ doctor }) => assert.match(doctor, /Loki at http\S+: it takes pushes/),
  },
};

function testsOf(protocol) {
  return {
    [`${protocol}: everything is exported, and nothing is warned of`]: ({ runs }) => {
      const { exported, warnings, logs } = runs[protocol].recorded;
      assert.ok(logs.length > FILES);
      assert.deepEqual([exported.logs, exported.dropped, exported.waiting], [logs.length, 0, 0]);
      assert.deepEqual(warnings, []);
    },

    [`${protocol}: the lines in Loki are those the recording logger saw, in their order, none missing or doubled`]: ({
      runs,
    }) => {
      const { recorded, received } = runs[protocol];
      const expected = recorded.logs.map(({ body }) => body);
      const found = received.map(({ line }) => line);
      // Over OTLP, lines of one moment have one time: there it is about which lines there are.
      if (protocol === 'otlp') assert.deepEqual(found.sort(), expected.sort());
      else assert.deepEqual(found, expected);
    },
  };
}

const numbered = (count) => Array.from({ length: count }, (_, n) => `line ${n}`);
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

const NAMES = {
  'asyncmachine.machine.id': 'asyncmachine_id',
  'asyncmachine.machine.class': 'asyncmachine_class',
  'asyncmachine.log.tag': 'tag',
  'asyncmachine.handler.name': 'handler',
};

/** Attributes as the exporter writes them: names with `_` and without prefix, texts, nothing for what is empty. */
function metadataOf(attributes) {
  const entries = Object.entries(attributes)
    .filter(([name]) => name !== 'asyncmachine.id')
    .map(([name, value]) => [
      NAMES[name] ?? name.replace('asyncmachine.', '').replaceAll('.', '_'),
      Array.isArray(value) ? value.join(' ') : String(value),
    ]);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}

/** What is there once as many are as were sent; what is missing is the business of the tests. */
async function settledEntries(loki, query, expected, options) {
  let entries = [];
  const look = async () => {
    entries = await loki.entries(query, options);
    return entries.length >= expected ? entries : undefined;
  };
  return waitFor(`${expected} entries`, look).catch(() => entries);
}

const push = (client, from, to) => {
  for (let n = from; n < to; n++)
    client.push({ level: n % 3 === 0 ? 'error' : 'info', machineId: 'm', line: `line ${n}` });
};

async function inTrouble(loki, LokiClient) {
  const gate = await openLokiGate(loki.url, ['lost', 'small', 'small', 'pass', 429, 500, 'lost', 503, 'pass']);
  let reports = 0;
  const service = 'in trouble';
  const client = new LokiClient(gate.url, { service, limitMs: 30_000, onError: () => (reports += 1) });
  push(client, 0, LINES);
  await client.shutdown();
  gate.close();
  const entries = await settledEntries(loki, `{service_name="${service}"}`, LINES);
  return { seen: gate.seen, lines: entries.map(({ line }) => line), stats: client.stats(), reports };
}

async function outage(folder, server, LokiClient) {
  const data = join(folder, 'outage');
  const first = await server('loki', { folder: data });
  let reports = 0;
  const client = new LokiClient(first.url, { service: 'outage', limitMs: 30_000, onError: () => (reports += 1) });
  push(client, 0, LINES / 3);
  await client.flush();
  await first.stop();
  push(client, LINES / 3, (2 * LINES) / 3);
  await waitFor('a push that fails', () => client.stats().errors > 0 || undefined);
  const whileAway = client.stats();
  const second = await server('loki', { folder: data, port: first.port });
  push(client, (2 * LINES) / 3, LINES);
  await client.shutdown();
  const entries = await settledEntries(second, '{service_name="outage"}', LINES);
  return { lines: entries.map(({ line }) => line), stats: client.stats(), whileAway, reports };
}

async function withTenants(folder, server, LokiClient) {
  const loki = await server('loki', { folder: join(folder, 'tenants'), tenants: true });
  const send = async (line, tenant) => {
    const client = new LokiClient(loki.url, { service: 'tenants', tenant });
    client.push({ level: 'info', machineId: 'm', line });
    await client.shutdown();
    return client.stats();
  };
  const refused = await send('of nobody');
  await send('of one', 'one');
  const lines = async (tenant, expected) => {
    const entries = await settledEntries(loki, '{service_name="tenants"}', expected, { tenant });
    return entries.map(({ line }) => line);
  };
  return { refused, one: await lines('one', 1), other: await lines('other', 0) };
}

async function withoutMetadata(folder, server, LokiClient) {
  const loki = await server('loki', { folder: join(folder, 'plain'), metadata: false });
  const client = new LokiClient(loki.url, { service: 'plain' });
  for (const line of ['first', 'second']) {
    client.push({ level: 'info', machineId: 'm', line, metadata: { tag: 'state', args_url: 'a b' } });
    await client.flush();
  }
  await client.shutdown();
  const entries = await settledEntries(loki, '{service_name="plain"}', 2);
  const found = await loki.entries('{service_name="plain"} | logfmt | args_url="a b"');
  return { lines: entries.map(({ line }) => line), found: found.length };
}

/** What the command says that looks for what keeps telemetry from arriving. */
async function examined(sample, loki) {
  const command = join(dirname(sample), '../../esm/src/cli/main.js');
  const running = start(process.execPath, [command, 'doctor'], {
    cwd: dirname(sample),
    env: environment({ AM_SERVICE: 'pipeline', AM_LOKI_ADDR: loki.url }),
  });
  await running.exited;
  return running.output.stdout;
}
