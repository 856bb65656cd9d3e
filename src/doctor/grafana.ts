import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { DOCTOR, REACH_LIMIT_MS } from './patient.js';
import type { Patient } from './patient.js';
import { reach } from './reach.js';
import { shown, unreachable } from './unreachable.js';

const GRAFANA_PORT = 3000;
const SET_TOKEN = 'set GRAFANA_TOKEN to the token of a service account with the role Editor';
const SET_URL = 'set AM_GRAFANA_URL to the base address of Grafana, usually on port 3000';

interface Target {
  readonly url: string;
  readonly token?: string | undefined;
  readonly failed: number;
}

/** Whether Grafana answers, and knows who brings it dashboards. */
export async function checkGrafana({ config: { grafana }, running }: Patient): Promise<readonly Symptom[]> {
  const { url, token } = grafana;
  const configured: readonly Target[] = url === undefined ? [] : [{ url, token, failed: 0 }];
  const runs = running?.destinations?.filter(({ kind }) => kind === 'grafana') ?? [];
  // What has no token does not run, and should.
  const isMissing = runs.length === 0 && token === undefined;
  const targets = running === undefined || isMissing ? configured : runs;
  if (targets.length === 0) return [fine('no dashboards are brought to Grafana')];
  return Promise.all(targets.map(check));
}

async function check({ url: text, token, failed }: Target): Promise<Symptom> {
  const base = new URL(/^\w+:\/\//.test(text) ? text : `http://${text}`);
  const where = `dashboards to Grafana at ${shown(base)}`;
  if (token === undefined) return failure(`${where}: there is no token, so none is brought there`, SET_TOKEN);
  const ask = (path: string, headers: Readonly<Record<string, string>>) => {
    const url = new URL(base.href.replace(/\/+$/, '') + path);
    return reach({ url, method: 'GET', headers: { ...DOCTOR, ...headers }, body: '', limitMs: REACH_LIMIT_MS });
  };
  const health = await ask('/api/health', {});
  if (!('status' in health)) return unreachable(where, base, health, GRAFANA_PORT);
  if (health.status !== 200) {
    return failure(`${where}: what answers there is no Grafana that works (${String(health.status)})`, SET_URL);
  }
  const folders = await ask('/api/folders?limit=1', { authorization: `Bearer ${token}` });
  if ('status' in folders && (folders.status === 401 || folders.status === 403)) {
    return failure(`${where}: it refuses the token (${String(folders.status)})`, SET_TOKEN);
  }
  if (failed === 0) return fine(`${where}: it answers and knows the token`);
  const remedy = 'see telemetry.report.warnings, and the log of Grafana';
  return warning(`${where}: it answers, but ${String(failed)} uploads failed so far`, remedy);
}
