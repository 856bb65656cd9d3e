import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Unavailable, cached, keyOf } from '../cache.mjs';
import { freePort, run, start } from '../process.mjs';
import { waitFor } from '../wait.mjs';

const module = fileURLToPath(new URL('otelcol/', import.meta.url));

/** The OpenTelemetry Collector, built from the Go module beside this file. */
export const otelcol = {
  name: 'otelcol',

  /** Path of the binary; built when the cache has none for this module and this Go. */
  async obtain(say) {
    const version = await run('go', ['version'], { cwd: module }).catch((error) => {
      throw new Unavailable(
        `the Go tools are missing (install Go 1.26 or newer from https://go.dev/dl): ${error.message}`,
      );
    });
    const sources = await Promise.all(
      ['go.mod', 'go.sum', 'main.go'].map((file) => readFile(join(module, file), 'utf8')),
    );
    const folder = await cached('otelcol', keyOf(...sources, version), async (fresh) => {
      say('building the OpenTelemetry Collector, once; this takes minutes');
      const args = ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', join(fresh, 'otelcol'), '.'];
      await run('go', args, { cwd: module, nice: true }).catch((error) => {
        throw new Unavailable(
          `the Collector could not be built (needs Go 1.26 or newer and the Go module proxy): ${error.message}`,
        );
      });
    });
    return join(folder, 'otelcol');
  },

  /** Starts it with its data in `folder`; `received()` stops it, so that all is flushed, and returns what it wrote. */
  async start(binary, folder) {
    const [http, health] = [await freePort(), await freePort()];
    const files = { traces: join(folder, 'traces.jsonl'), logs: join(folder, 'logs.jsonl') };
    const config = join(folder, 'otelcol.json');
    await writeFile(config, JSON.stringify(configuration(http, health, files)));
    const server = start(binary, ['--config', config], { cwd: folder });
    await waitFor(`the Collector to be ready\n${server.output.stderr}`, async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${health}/`)).ok || undefined;
    });
    return {
      url: `http://127.0.0.1:${http}`,
      stop: server.stop,
      async received() {
        const end = await server.stop();
        if (end.code !== 0) throw new Error(`the Collector did not end cleanly: ${server.output.stderr}`);
        return {
          traces: await lines(files.traces),
          logs: await lines(files.logs),
          complaints: complaints(server.output.stderr),
        };
      },
    };
  },
};

function configuration(http, health, files) {
  const pipeline = (exporter) => ({ receivers: ['otlp'], processors: ['batch'], exporters: [exporter] });
  return {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${http}` } } } },
    processors: { batch: { timeout: '100ms' } },
    exporters: {
      'file/traces': { path: files.traces, flush_interval: '100ms' },
      'file/logs': { path: files.logs, flush_interval: '100ms' },
    },
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' }, logs: { encoding: 'json' } },
      pipelines: { traces: pipeline('file/traces'), logs: pipeline('file/logs') },
    },
  };
}

async function lines(file) {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

const complaints = (log) => log.split('\n').filter((line) => /"level":"(warn|error|fatal)"/.test(line));
