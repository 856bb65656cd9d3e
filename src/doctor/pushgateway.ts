import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { DOCTOR, REACH_LIMIT_MS } from './patient.js';
import type { Destination, Patient } from './patient.js';
import { reach } from './reach.js';
import { shown, unreachable } from './unreachable.js';

const PUSHGATEWAY_PORT = 9091;

/** Whether Pushgateways answer. */
export function checkPushgateways({ config, running }: Patient): Promise<readonly Symptom[]> {
  const { url } = config.metrics.push;
  const configured: readonly Destination[] =
    url === undefined ? [] : [{ kind: 'pushgateway', url, delivered: 0, failed: 0 }];
  const gateways = (running?.destinations ?? configured).filter(({ kind }) => kind === 'pushgateway');
  return Promise.all(gateways.map(check));
}

async function check({ url: text, delivered, failed }: Destination): Promise<Symptom> {
  const url = new URL(/^\w+:\/\//.test(text) ? text : `http://${text}`);
  const where = `metrics to the Pushgateway at ${shown(url)}`;
  if (delivered > 0 && failed === 0) return fine(`${where}: ${String(delivered)} pushes arrived`);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/-/ready`;
  const answer = await reach({ url, method: 'GET', headers: DOCTOR, body: '', limitMs: REACH_LIMIT_MS });
  if (!('status' in answer)) return unreachable(where, url, answer, PUSHGATEWAY_PORT);
  const { status } = answer;
  const lost = failed === 0 ? '' : `; ${String(failed)} pushes failed so far`;
  if (status >= 200 && status < 300) {
    if (lost === '') return fine(`${where}: it is ready`);
    return warning(`${where}: it is ready now${lost}`, 'see telemetry.report.warnings, and its log');
  }
  if (status === 401 || status === 403) {
    const remedy = 'put user and password into its address (AM_PROM_PUSH_URL)';
    return failure(`${where}: it asks for credentials (${String(status)})${lost}`, remedy);
  }
  const remedy = 'set AM_PROM_PUSH_URL to the base address of a Pushgateway, usually on port 9091';
  const message = `${where}: what answers there does not say that it is ready (${String(status)})${lost}`;
  return failed > 0 && delivered === 0 ? failure(message, remedy) : warning(message, remedy);
}
