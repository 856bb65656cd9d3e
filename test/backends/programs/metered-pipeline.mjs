// The pipeline sample with all that metrics can show, scraped while it works; logs go where the environment says.
// Usage: node metered-pipeline.mjs FOLDER_OF_THE_SAMPLE FOLDER_TO_WORK_ON PORT
import 'reflect-metadata';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';

const RUNS = 4;
const PAUSE_MS = 500;
const HOLD_MS = 2 ** 31 - 1;
const [sample, folder, port] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(join(sample, name)));
const [{ findFiles }, { runPipeline }] = [await part('find-files.js'), await part('run.js')];

const telemetry = await startTelemetry(container, {
  traces: { exporter: 'none' },
  metrics: {
    ...{ exporter: 'prometheus', port: Number(port), machineId: true },
    ...{ averaged: true, averagedStates: ['Reading', 'FileDone'] },
  },
});
console.log(`metrics ${telemetry.metricsUrl}`);
for (let run = 0; run < RUNS; run += 1) {
  await runPipeline({
    find: (signal) => findFiles(folder, signal),
    concurrency: 4,
    telemetry,
    signal: new AbortController().signal,
  });
  // Long enough for a scrape in between.
  await delay(PAUSE_MS);
}
await telemetry.flush();
console.log('worked');
const hold = setInterval(() => undefined, HOLD_MS);
process.once('SIGINT', () => {
  clearInterval(hold);
  void telemetry.shutdown();
});
