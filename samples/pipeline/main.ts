import 'reflect-metadata';
import { join } from 'node:path';
import { MachineError } from 'statescope';
import { startTelemetry, type Telemetry } from 'statescope/di';
import { container } from 'tsyringe';
import { findFiles } from './find-files.js';
import { readOptions, UsageError, type PipelineOptions } from './options.js';
import { runPipeline, type RunResult } from './run.js';
import { tableOf, type Summary } from './summary.js';

const EXIT_OUTPUT = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;
const EXIT_GRACE_MS = 250;
const ENDING = ['SIGINT', 'SIGTERM'] as const;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) return 0;
  const telemetry = await start(options);
  const interrupt = interruption();
  say(`metrics ${telemetry.metricsUrl ?? 'off'}`);
  const result = await runPipeline({
    find: (signal) => findFiles(options.folder, signal),
    concurrency: options.concurrency,
    telemetry,
    signal: interrupt,
    progress: process.stderr,
  });
  const stays = result.finished && !options.once;
  // What could not be delivered is known after the last attempt only.
  await (stays ? telemetry.flush() : telemetry.shutdown());
  for (const warning of telemetry.report.warnings) say(`warning: ${warning.split('\n', 1)[0] ?? ''}`);
  print(result, telemetry, options);
  if (stays) {
    say('metrics stay up until Ctrl-C');
    await aborted(interrupt);
    await telemetry.shutdown();
  }
  return result.finished ? 0 : EXIT_INTERRUPTED;
}

/**
 * Files in the output folder, unless the environment names somewhere else. Whatever ends the process early, what was recorded
 * goes out before.
 */
function start(options: PipelineOptions): Promise<Telemetry> {
  return startTelemetry(container, {
    defaults: {
      service: 'pipeline',
      traces: { exporter: 'file', file: join(options.out, 'traces.jsonl') },
      logs: { exporter: 'file', file: join(options.out, 'logs.jsonl') },
      metrics: { exporter: 'prometheus' },
    },
    metrics: { port: options.port },
    signals: true,
  });
}

/** Aborts at the first Ctrl-C, so that the work is cut short and its table printed; a second one is left to the telemetry. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    for (const signal of ENDING) process.off(signal, stop);
    controller.abort();
  };
  for (const signal of ENDING) process.on(signal, stop);
  return controller.signal;
}

/** Waits for Ctrl-C. The metrics endpoint alone does not keep a process alive. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const hold = setInterval(() => undefined, LONGEST_TIMER_MS);
    const end = (): void => {
      clearInterval(hold);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function print(result: RunResult, telemetry: Telemetry, options: PipelineOptions): void {
  const { tally, elapsedMs, finished } = result;
  const stats = telemetry.stats();
  const { broken, ...counts } = tally;
  const summary: Summary = {
    ...counts,
    spans: stats.spans,
    logRecords: stats.logs,
    series: stats.series,
    dropped: stats.dropped + stats.waiting,
    elapsedMs,
    finished,
    metrics: telemetry.metricsUrl ?? 'off',
    traces: targetOf('traces', telemetry),
    logs: targetOf('logs', telemetry),
  };
  process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : tableOf(summary, broken));
}

/** Where a signal went, as the configuration has it. */
function targetOf(signal: 'traces' | 'logs', telemetry: Telemetry): string {
  const setting = (key: string): string | undefined =>
    telemetry.report.settings.find((one) => one.key === key)?.value as string | undefined;
  const exporter = setting(`${signal}.exporter`) ?? 'none';
  if (exporter === 'file') return setting(`${signal}.file`) ?? exporter;
  return exporter === 'otlp' ? `OTLP ${setting(`${signal}.endpoint`) ?? setting('otlp.endpoint') ?? ''}` : exporter;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

// Whoever reads the table may leave early, or its disk be full: no reason to cut the work short.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  say(`pipeline: the summary cannot be written: ${error.message}`);
  process.exitCode = EXIT_OUTPUT;
});
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof MachineError)) throw error;
  say(`pipeline: ${error.message}`);
  process.exitCode = EXIT_USAGE;
}
// A request that a collector never answers would keep the process for as long as it may take.
setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
