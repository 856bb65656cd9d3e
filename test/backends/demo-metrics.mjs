import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { answerText } from './answer-text.mjs';
import { Unavailable } from './cache.mjs';
import { runMetricsDemo } from './metrics-demo.mjs';
import { buildSample } from './pipeline.mjs';
import { stopAll, stopOnSignals } from './process.mjs';
import { chromium } from './servers/chromium.mjs';
import { prometheus } from './servers/prometheus.mjs';
import { temporaryFolder } from './temporary.mjs';

const EXIT_USAGE = 2;
const SECONDS = { least: 8, most: 600 };
const SERVERS = { prometheus, chromium };
const USAGE = `Usage: npm run demo:metrics -- [--seconds N] [--out FILE] [--stay]

Runs the pipeline sample beside a Prometheus, prints what one asks first with the answers, and keeps a picture of a graph.

  --seconds N  how long the sample works, ${SECONDS.least} to ${SECONDS.most} (default 60)
  --out FILE   where the picture goes (default out/metrics.png)
  --stay       keep Prometheus up until Ctrl-C`;
const say = (text) => process.stderr.write(`${text}\n`);

class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        out: { type: 'string', default: join('out', 'metrics.png') },
        stay: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const seconds = Number(values.seconds);
    if (seconds >= SECONDS.least && seconds <= SECONDS.most) return { ...values, seconds, out: resolve(values.out) };
  } catch (error) {
    throw new UsageError(error.message);
  }
  throw new UsageError(`--seconds: expected a number from ${SECONDS.least} to ${SECONDS.most}`);
}

/** Path of each program. Throws an error that names all that are missing. */
async function obtain() {
  const [binaries, missing] = [{}, []];
  for (const [name, server] of Object.entries(SERVERS)) {
    try {
      binaries[name] = await server.obtain(say);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      missing.push(`- ${error.message}`);
    }
  }
  if (missing.length > 0) throw new Unavailable(`This needs a Prometheus and a Chromium:\n${missing.join('\n')}`);
  return binaries;
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  const binaries = await obtain();
  const sample = await buildSample();
  const folder = await temporaryFolder(join(tmpdir(), 'statescope-demo-'));
  const server = (name, ...rest) => SERVERS[name].start(binaries[name], folder, ...rest);
  await mkdir(dirname(options.out), { recursive: true });
  say(`the pipeline sample works for ${options.seconds} s`);
  const { answers, url } = await runMetricsDemo({
    server,
    sample,
    folder,
    seconds: options.seconds,
    picture: options.out,
  });
  console.log(answers.map(answerText).join('\n\n'));
  say(`\ngraph of the first query: ${options.out}`);
  if (!options.stay) return stopAll();
  say(`Prometheus stays up until Ctrl-C: ${url}/classic/graph`);
}

stopOnSignals();
await main().catch(async (error) => {
  await stopAll();
  const isUsage = error instanceof UsageError;
  say(isUsage ? `${error.message}\n\n${USAGE}` : error instanceof Unavailable ? error.message : error.stack);
  process.exitCode = isUsage ? EXIT_USAGE : 1;
});
