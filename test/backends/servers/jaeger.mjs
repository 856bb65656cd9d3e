import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { getJson, waitFor } from '../wait.mjs';
import { goProgram } from './go-program.mjs';

const MAX_TRACES = 100_000;
const LONG_AGO = '2020-01-01T00:00:00Z';
const FAR_AHEAD = '2100-01-01T00:00:00Z';
const module = fileURLToPath(new URL('jaeger/', import.meta.url));
const target = 'github.com/jaegertracing/jaeger/cmd/jaeger';

/** Jaeger 2 with its traces in memory, built from the Go module beside this file. */
export const jaeger = {
  name: 'jaeger',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'jaeger', title: 'Jaeger', module, target }, say),

  /** Starts it; it is ended without mercy, as it keeps nothing and takes its time to stop. */
  async start(binary, folder) {
    const ports = { http: await freePort(), grpc: await freePort(), query: await freePort(), health: await freePort() };
    const config = join(folder, 'jaeger.json');
    await writeFile(config, JSON.stringify(configuration({ ...ports, queryGrpc: await freePort() })));
    const server = start(binary, ['--config', config], { cwd: folder });
    await waitFor('Jaeger to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${ports.health}/status`)).ok || undefined;
    });
    return {
      url: `http://127.0.0.1:${ports.http}`,
      grpcUrl: `http://127.0.0.1:${ports.grpc}`,
      stop: () => server.stop('SIGKILL'),
      ...jaegerApi(ports.query),
    };
  },
};

/** What a Jaeger answers on its query port. */
export function jaegerApi(port) {
  const api = `http://127.0.0.1:${port}/api`;
  return {
    /** Every trace of a service, as OTLP JSON documents. */
    async traces(service) {
      const query = {
        service_name: service,
        num_traces: MAX_TRACES,
        start_time_min: LONG_AGO,
        start_time_max: FAR_AHEAD,
      };
      const entries = Object.entries(query).map(([name, value]) => [`query.${name}`, value]);
      const { result } = await getJson(`${api}/v3/traces?${new URLSearchParams(entries)}`);
      return [JSON.stringify(result)];
    },

    /** One trace as the user interface asks for it. */
    async uiTrace(traceId) {
      return (await getJson(`${api}/traces/${traceId}`)).data[0];
    },

    /** What the user interface does with an uploaded file of OTLP: status, and traces or what is wrong. */
    async transform(document) {
      const response = await fetch(`${api}/transform`, { method: 'POST', body: document });
      const text = await response.text();
      return { status: response.status, ...(response.ok ? { traces: JSON.parse(text).data } : { problem: text }) };
    },
  };
}

function configuration({ http, grpc, query, queryGrpc, health }) {
  const endpoint = (port) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] } },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: endpoint(health) },
      jaeger_storage: { backends: { memory: { memory: { max_traces: MAX_TRACES } } } },
      jaeger_query: { storage: { traces: 'memory' }, http: endpoint(query), grpc: endpoint(queryGrpc) },
    },
    receivers: { otlp: { protocols: { grpc: endpoint(grpc), http: endpoint(http) } } },
    processors: { batch: { timeout: '50ms' } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  };
}
