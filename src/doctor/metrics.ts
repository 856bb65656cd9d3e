import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { portProblem } from './free-port.js';
import { DOCTOR, REACH_LIMIT_MS } from './patient.js';
import type { Patient, ScrapeCounts } from './patient.js';
import { checkPushgateways } from './pushgateway.js';
import { reach } from './reach.js';
import { shown } from './unreachable.js';

/** Prometheus scrapes every minute unless told otherwise: two that did not come are no chance. */
const UNSCRAPED_MS = 150_000;
/** What came before and does not come any more. */
const STOPPED_MS = 600_000;

/** Whether metrics get out: the port they are to be served on, whether they answer, whether anybody asks; and Pushgateways. */
export async function checkMetricsEndpoint(patient: Patient): Promise<readonly Symptom[]> {
  const found = [...(await checkServing(patient)), ...(await checkPushgateways(patient))];
  return found.length > 0 ? found : [fine('no metrics are served or pushed here')];
}

async function checkServing({ running, config, isClusterWorker }: Patient): Promise<readonly Symptom[]> {
  if (running === undefined) {
    const { exporter, host, port } = config.metrics;
    return exporter === 'prometheus' && !isClusterWorker ? [await checkPort(host, port)] : [];
  }
  return running.metricsUrl === undefined ? [] : [await checkScrape(new URL(running.metricsUrl), running.scrapes)];
}

/** A telemetry that is to start needs the port; one that runs has it. */
async function checkPort(host: string, port: number): Promise<Symptom> {
  const where = `port ${String(port)} of ${host}`;
  if (port === 0) return fine('metrics will be served on a free port');
  const problem = await portProblem(host, port);
  if (problem === undefined) return fine(`metrics can be served on ${where}: nothing listens there now`);
  if (problem === 'EADDRINUSE') {
    if (await servesMetrics(host, port))
      return fine(`${where}: metrics are served there now, as by a program that runs`);
    const remedy = 'stop what listens there, or set metrics.port (AM_PROM_LISTEN); 0 takes a free one';
    return failure(`${where} is to serve the metrics, but something else listens there`, remedy);
  }
  if (problem === 'EACCES') {
    return failure(`${where} is to serve the metrics, which is not permitted`, 'set metrics.port to one above 1023');
  }
  const remedy = 'set metrics.host to an address of this machine: 127.0.0.1, or 0.0.0.0 for all';
  return failure(`metrics can not be served on ${where} (${problem})`, remedy);
}

async function servesMetrics(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const url = new URL(`http://${name}:${String(port)}/metrics`);
  const answer = await reach({ url, method: 'GET', headers: DOCTOR, body: '', limitMs: REACH_LIMIT_MS });
  return 'status' in answer && answer.status === 200;
}

async function checkScrape(url: URL, scrapes: (() => ScrapeCounts) | undefined): Promise<Symptom> {
  const answer = await reach({ url, method: 'GET', headers: DOCTOR, body: '', limitMs: REACH_LIMIT_MS });
  if (!('status' in answer) || answer.status !== 200) {
    const detail = 'status' in answer ? String(answer.status) : answer.detail;
    const remedy =
      'check metrics.host, metrics.port and proxies; a metric of yours that hangs or throws stops all of them';
    return failure(`${shown(url)} does not answer a scrape (${detail})`, remedy);
  }
  return scrapes === undefined ? fine(`${shown(url)} answers`) : judgeScrapes(url, scrapes());
}

function judgeScrapes(url: URL, { count, idleMs }: ScrapeCounts): Symptom {
  const since = `${String(Math.round(idleMs / 60_000))} minutes`;
  const remedy =
    `have Prometheus scrape ${url.host}` +
    (/^(?:127\.|localhost|\[::1\])/.test(url.hostname)
      ? '; it is reached from this machine only, unless metrics.host says otherwise'
      : '; look at its page of targets');
  if (count === 0 && idleMs > UNSCRAPED_MS) {
    return warning(`${shown(url)} answers, but nobody has asked for ${since}, since it started`, remedy);
  }
  if (count > 0 && idleMs > STOPPED_MS) {
    return warning(`${shown(url)} answers, but nobody has asked for ${since}`, remedy);
  }
  return fine(`${shown(url)} answers; it was scraped ${String(count)} times`);
}
