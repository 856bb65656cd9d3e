import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { run, start } from './process.mjs';
import { within } from './wait.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WORK_LIMIT_MS = 60_000;

/** Compiles what is out of date and returns the path of the pipeline sample's program. */
export async function buildSample() {
  await run(process.execPath, [join(root, 'scripts/build.js'), 'samples']);
  return join(root, 'dist/samples/pipeline/main.js');
}

/** Runs the sample over a folder to its end and returns its summary. */
export async function runPipeline(sample, folder, out, variables = {}) {
  const running = launch(sample, [folder, '--once', '--out', out, '--port', '0'], variables);
  const timer = setTimeout(() => running.child.kill('SIGKILL'), WORK_LIMIT_MS);
  const end = await running.exited;
  clearTimeout(timer);
  if (end.code !== 0) throw new Error(`the sample ended with ${end.code ?? end.signal}\n${running.output.stderr}`);
  return summaryIn(running.output.stdout);
}

/**
 * Runs the sample over a folder with recording sinks beside its exporters; returns `{ exported, warnings, spans, logs }`: the
 * counts of the exporters, and what the recording sinks saw.
 */
export async function runRecorded(sample, folder, variables) {
  const program = fileURLToPath(new URL('programs/recorded-pipeline.mjs', import.meta.url));
  return summaryIn(await run(process.execPath, [program, dirname(sample), folder], { env: environment(variables) }));
}

/**
 * Starts the sample on a known port, where its metrics stay. `worked()` resolves with the summary that it prints when the
 * work is done; `ended()` sends SIGINT and resolves with the exit code.
 */
export async function startPipeline(sample, folder, out, port, variables = {}) {
  const running = launch(sample, [folder, '--out', out, '--port', String(port)], variables);
  await running.line(/metrics\S*\s+http:\S+/);
  return {
    async worked() {
      await within('the work of the sample', WORK_LIMIT_MS, running.line(/^\{.*\}$/m));
      return summaryIn(running.output.stdout);
    },
    ended: async () => (await running.stop('SIGINT', 10_000)).code,
  };
}

function launch(sample, args, variables) {
  return start(process.execPath, [sample, ...args, '--json'], { env: environment(variables) });
}

/** This environment without its own telemetry, and some variables. */
export function environment(variables) {
  const own = Object.entries(process.env).filter(([name]) => !/^(AM|OTEL)_/.test(name));
  return { ...Object.fromEntries(own), ...variables };
}

/** The summary is the one line of JSON. */
function summaryIn(stdout) {
  const line = /^\{.*\}$/m.exec(stdout)?.[0];
  if (line === undefined) throw new Error(`no JSON summary in ${JSON.stringify(stdout.slice(-300))}`);
  return JSON.parse(line);
}
