import { authHeaders, otlpUrl, pushUrl } from '../exporters/loki/index.js';
import { readTls } from '../http/index.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { DOCTOR, REACH_LIMIT_MS } from './patient.js';
import type { Patient } from './patient.js';
import { reach } from './reach.js';
import { unreachable } from './unreachable.js';

/** What Loki answers to a push of nothing: it wants a stream. */
const NOTHING_PUSHED = 422;
const NOTHING = { push: '{"streams":[]}', otlp: '{"resourceLogs":[]}' } as const;
const LOKI_PORT = 3100;

/** Whether Loki answers, and takes lines from us. */
export async function checkLoki(patient: Patient): Promise<readonly Symptom[]> {
  const targets = addressesOf(patient);
  if (targets.length === 0) return [fine('nothing goes to Loki')];
  return Promise.all(
    targets.map(async (target) => (typeof target === 'string' ? check(new URL(target), patient) : target)),
  );
}

/** Of the sinks that run, else as the configuration has it; what is said already of one that delivers. */
function addressesOf({ config: { loki }, running }: Patient): readonly (string | Symptom)[] {
  if (running !== undefined) {
    return running.sinks
      .filter(({ signal }) => signal === 'loki')
      .map(({ address = '', exported }) =>
        exported > 0 ? fine(`Loki at ${address}: it took ${String(exported)} lines`) : address,
      );
  }
  if (loki.url === undefined) return [];
  return [(loki.protocol === 'otlp' ? otlpUrl : pushUrl)(loki.url).href];
}

async function check(url: URL, { config }: Patient): Promise<Symptom> {
  const answer = await reach({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...DOCTOR, ...authHeaders(config.loki) },
    body: url.pathname.includes('/otlp/') ? NOTHING.otlp : NOTHING.push,
    tls: await readTls(config.loki),
    limitMs: REACH_LIMIT_MS,
  });
  const where = `Loki at ${url.origin}${url.pathname}`;
  return 'status' in answer ? judgeStatus(where, answer.status) : unreachable(where, url, answer, LOKI_PORT);
}

function judgeStatus(where: string, status: number): Symptom {
  if ((status >= 200 && status < 300) || status === NOTHING_PUSHED) return fine(`${where}: it takes pushes`);
  if (status === 401 || status === 403) {
    const remedy = 'set AM_LOKI_USER and AM_LOKI_PASSWORD, or AM_LOKI_TOKEN, and AM_LOKI_TENANT where it has tenants';
    return failure(`${where}: it asks for credentials or a tenant (${String(status)})`, remedy);
  }
  if (status === 404 || status === 405) {
    const remedy = 'set AM_LOKI_ADDR to the base address of Loki, usually on port 3100, not to that of Grafana';
    return failure(`${where}: nothing takes pushes at this path (${String(status)})`, remedy);
  }
  return warning(`${where}: it answers with ${String(status)}`, 'look into its log, or try again later');
}
