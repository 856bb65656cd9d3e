import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Unavailable } from './cache.mjs';
import { buildSample } from './pipeline.mjs';
import { stopAll, stopOnSignals } from './process.mjs';
import { amDbg } from './servers/am-dbg.mjs';
import { chromium } from './servers/chromium.mjs';
import { compose } from './servers/compose.mjs';
import { goRpc } from './servers/go-rpc.mjs';
import { httpClient } from './servers/http-client.mjs';
import { jaeger } from './servers/jaeger.mjs';
import { loki } from './servers/loki.mjs';
import { otelcol } from './servers/otelcol.mjs';
import { prometheus } from './servers/prometheus.mjs';
import { prometheus3 } from './servers/prometheus3.mjs';
import { pushgateway } from './servers/pushgateway.mjs';
import { stackCollector } from './servers/stack-collector.mjs';
import { stackJaeger } from './servers/stack-jaeger.mjs';
import { temporaryFolder } from './temporary.mjs';
import { within } from './wait.mjs';

const SETUP_LIMIT_MS = 120_000;
const TEST_LIMIT_MS = 30_000;
const USAGE = 'Usage: node test/backends/run.mjs [--only NAME,NAME] [--sample FILE]';
const SERVERS = {
  amDbg,
  chromium,
  compose,
  goRpc,
  httpClient,
  jaeger,
  loki,
  otelcol,
  prometheus,
  prometheus3,
  pushgateway,
  stackCollector,
  stackJaeger,
};
const strict = !['', '0', 'false', 'no', 'off'].includes((process.env.CI ?? '').toLowerCase());
const count = { passed: 0, failed: 0, skipped: 0 };
const say = (text) => process.stderr.write(`${text}\n`);

/** Path of each server's binary, or the error that says why there is none. */
async function obtain(names) {
  const binaries = {};
  for (const name of names) {
    binaries[name] = await SERVERS[name].obtain(say).catch((error) => error);
  }
  return binaries;
}

function report(kind, title, reason) {
  count[kind] += 1;
  const mark = { passed: 'ok', failed: 'not ok', skipped: 'skip' }[kind];
  console.log(`${mark} ${title}${reason === undefined ? '' : `\n    ${reason.replaceAll('\n', '\n    ')}`}`);
}

function reportMissing(titles, error) {
  const missing = error instanceof Unavailable;
  for (const title of titles)
    report(missing && !strict ? 'skipped' : 'failed', title, missing ? error.message : error.stack);
}

async function runSuite(suite, binaries, sample) {
  const titles = Object.keys(suite.tests).map((title) => `${suite.name}: ${title}`);
  const needs = suite.needs.length === 0 ? [] : [...suite.needs.map((name) => binaries[name]), sample];
  const broken = needs.find((need) => need instanceof Error);
  if (broken !== undefined) return reportMissing(titles, broken);
  const folder = await temporaryFolder(join(tmpdir(), `statescope-${suite.name}-`));
  const server = (name, ...rest) => SERVERS[name].start(binaries[name], folder, ...rest);
  try {
    const seen = await within('the preparation', SETUP_LIMIT_MS, suite.prepare({ folder, server, binaries, sample }));
    for (const [title, test] of Object.entries(suite.tests)) await runTest(`${suite.name}: ${title}`, () => test(seen));
  } catch (error) {
    for (const title of titles) report('failed', title, `while preparing: ${error.stack}`);
  } finally {
    await stopAll();
  }
}

async function runTest(title, test) {
  try {
    await within('the test', TEST_LIMIT_MS, Promise.resolve().then(test));
    report('passed', title);
  } catch (error) {
    report('failed', title, error.stack);
  }
}

async function suitesOf(only) {
  const here = new URL('.', import.meta.url);
  const names = (await readdir(here)).filter((name) => name.endsWith('.backend.mjs')).sort();
  const suites = await Promise.all(names.map(async (name) => (await import(new URL(name, here))).suite));
  const unknown = only?.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: expected some of ${suites.map((s) => s.name).join(', ')}`);
  return suites.filter((suite) => only === undefined || only.includes(suite.name));
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, sample: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return say(USAGE);
  const suites = await suitesOf(values.only?.split(','));
  const binaries = await obtain(new Set(suites.flatMap((suite) => suite.needs)));
  const sample = values.sample ?? (await buildSample().catch((error) => error));
  for (const suite of suites) await runSuite(suite, binaries, sample);
  console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
  process.exitCode = count.failed > 0 ? 1 : 0;
}

stopOnSignals();
await main().catch((error) => {
  say(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
