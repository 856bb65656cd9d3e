// The pipeline sample with the telemetry it has by itself, while files come in, sometimes more, sometimes fewer, until SIGINT.
// Usage: node paced-pipeline.mjs FOLDER_OF_THE_SAMPLE FOLDER_TO_WORK_ON PORT WAVE_SECONDS
import 'reflect-metadata';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';

const FILES_PER_SECOND = { least: 5, most: 90 };
/** Every so many files there is one that nobody can read, and somebody who says too early that all is done. */
const TROUBLE_EVERY = 40;
const [sample, folder, port, waveSeconds] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(join(sample, name)));
const [{ findFiles }, { Indexer }] = [await part('find-files.js'), await part('machines.js')];

/** The files of the folder, again and again, in waves. */
async function* arriving(signal) {
  const files = [];
  for await (const path of findFiles(folder, signal)) files.push(path);
  const begun = performance.now();
  for (let i = 1; !signal.aborted; i += 1) {
    const isTrouble = i % TROUBLE_EVERY === 0;
    yield isTrouble ? join(folder, 'gone') : files[i % files.length];
    if (isTrouble) indexer.add('Done');
    await delay(1_000 / filesPerSecond((performance.now() - begun) / 1_000), undefined, { signal });
  }
}

function filesPerSecond(seconds) {
  const { least, most } = FILES_PER_SECOND;
  return least + ((most - least) * (1 - Math.cos((2 * Math.PI * seconds) / waveSeconds))) / 2;
}

const telemetry = await startTelemetry(container, {
  service: 'pipeline',
  traces: { exporter: 'file', file: 'traces.jsonl' },
  logs: { exporter: 'file', file: 'logs.jsonl' },
  metrics: { exporter: 'prometheus', port: Number(port) },
});
const indexer = new Indexer({ id: 'indexer', find: arriving, concurrency: 4, onFile: () => undefined });
indexer.add('Start');
console.log(`metrics ${telemetry.metricsUrl}`);
process.once('SIGINT', async () => {
  await Promise.all(indexer.workers.map((worker) => worker.dispose()));
  await indexer.dispose();
  await telemetry.shutdown();
});
