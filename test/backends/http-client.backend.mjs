import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readTraces } from './otlp.mjs';
import { environment } from './pipeline.mjs';
import { run } from './process.mjs';
import { waitFor } from './wait.mjs';

const SERVICE = 'http-client';
const SERVER = 2;
const CLIENT = 3;
const MACHINES = ['client-1', 'client-2', 'client-3'];

/** Real HTTP calls in asynchronous handlers, with OpenTelemetry's instrumentation of HTTP clients, in a real Jaeger. */
export const suite = {
  name: 'http-client',
  needs: ['jaeger', 'httpClient'],

  async prepare({ binaries, server }) {
    const jaeger = await server('jaeger');
    const env = environment({ OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.url, OTEL_SERVICE_NAME: SERVICE });
    const [preload, program] = ['instrumentation.mjs', 'program.mjs'].map((name) => join(binaries.httpClient, name));
    await run(process.execPath, ['--import', preload, program], { env, cwd: binaries.httpClient });
    const spans = await waitFor('the last call', async () => {
      const seen = readTraces(await jaeger.traces(SERVICE));
      return seen.some((span) => pathOf(span) === '/outside' && span.kind === CLIENT) ? seen : undefined;
    });
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const calls = (kind, prefix) => spans.filter((span) => span.kind === kind && pathOf(span).startsWith(prefix));
    return { spans, calls, parentOf: (span) => byId.get(span.parentSpanId) };
  },

  tests: {
    'calls with fetch lie under the span of the handler, each under its own machine': (seen) =>
      assertUnderHandlers(seen, '/fetched/by/'),

    'calls with node:http after an await lie under the span of the handler, each under its own machine': (seen) =>
      assertUnderHandlers(seen, '/got/by/'),

    'calls in a handler without a span of its own lie under its transition': ({ calls, parentOf }) => {
      const found = calls(CLIENT, '/asked/by/');
      assert.deepEqual(found.map(machineOfPath).sort(), MACHINES);
      for (const call of found) {
        const transition = parentOf(call);
        assert.match(transition?.name ?? '', /^\d: \[add\] Asking$/);
        assert.equal(transition.attributes['asyncmachine.machine.id'], machineOfPath(call));
      }
    },

    'what the server did lies under the call, so that the trace goes through': ({ calls, parentOf }) => {
      const served = calls(SERVER, '/').filter((span) => pathOf(span) !== '/outside');
      assert.equal(served.length, 3 * MACHINES.length);
      for (const span of served) {
        const call = parentOf(span);
        assert.equal(call?.kind, CLIENT, span.name);
        assert.equal(pathOf(call), pathOf(span));
      }
    },

    'a call outside of any handler has no parent': ({ calls }) =>
      assert.deepEqual(
        calls(CLIENT, '/outside').map(({ parentSpanId = '' }) => parentSpanId),
        [''],
      ),

    'no other call is recorded, not even those of the exporter': ({ calls }) =>
      assert.equal(calls(CLIENT, '').length, 3 * MACHINES.length + 1),
  },
};

function assertUnderHandlers({ calls, parentOf }, prefix) {
  const found = calls(CLIENT, prefix);
  assert.deepEqual(found.map(machineOfPath).sort(), MACHINES);
  for (const call of found) {
    const handler = parentOf(call);
    assert.equal(handler?.name, 'FetchingState', `${pathOf(call)} lies under ${handler?.name}`);
    const transition = parentOf(handler);
    assert.equal(transition.attributes['asyncmachine.machine.id'], machineOfPath(call));
    assert.ok(BigInt(handler.endTimeUnixNano) >= BigInt(call.endTimeUnixNano), 'the handler ended before its call');
  }
}

/** The path of a call, told by the stable or the older conventions. */
function pathOf({ attributes }) {
  const url = attributes['url.full'] ?? attributes['http.url'];
  return attributes['url.path'] ?? (url === undefined ? (attributes['http.target'] ?? '') : new URL(url).pathname);
}

const machineOfPath = (span) => pathOf(span).split('/').at(-1);
