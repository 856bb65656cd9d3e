import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { waitFor } from '../wait.mjs';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('otelcol/', import.meta.url));

/** The OpenTelemetry Collector, built from the Go module beside this file. */
export const otelcol = {
  name: 'otelcol',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'otelcol', title: 'the OpenTelemetry Collector', module }, say),

  /** Starts it with its data in `folder`. */
  async start(binary, folder) {
    const [http, grpc, health] = [await freePort(), await freePort(), await freePort()];
    const files = { traces: join(folder, 'traces.jsonl'), logs: join(folder, 'logs.jsonl') };
    const config = join(folder, 'otelcol.json');
    await writeFile(config, JSON.stringify(configuration({ http, grpc, health }, files)));
    const server = start(binary, ['--config', config], { cwd: folder });
    await waitFor(`the Collector to be ready\n${server.output.stderr}`, async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`http://127.0.0.1:${health}/`)).ok || undefined;
    });
    /** What it has written by now. */
    const written = async () => ({ traces: await wholeLines(files.traces), logs: await wholeLines(files.logs) });
    return {
      url: `http://127.0.0.1:${http}`,
      grpcUrl: `http://127.0.0.1:${grpc}`,
      stop: server.stop,
      written,
      /** Stops it, so that all is flushed; what it wrote, and what it complained of. */
      async received() {
        const end = await server.stop();
        if (end.code !== 0) throw new Error(`the Collector did not end cleanly: ${server.output.stderr}`);
        return { ...(await written()), complaints: complaints(server.output.stderr) };
      },
    };
  },
};

function configuration({ http, grpc, health }, files) {
  const pipeline = (exporter) => ({ receivers: ['otlp'], processors: ['batch'], exporters: [exporter] });
  return {
    receivers: {
      otlp: {
        protocols: { http: { endpoint: `127.0.0.1:${http}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } },
      },
    },
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

/** The lines that are written to their end. */
async function wholeLines(file) {
  const text = await readFile(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
}

const complaints = (log) => log.split('\n').filter((line) => /"level":"(warn|error|fatal)"/.test(line));
