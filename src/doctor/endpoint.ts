import type { TelemetryConfig } from '../config/index.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { REACH_LIMIT_MS } from './patient.js';
import type { Patient } from './patient.js';
import { reach } from './reach.js';
import { unreachable } from './unreachable.js';

const SIGNALS = ['traces', 'logs'] as const;
type Signal = (typeof SIGNALS)[number];

/** Where the exporters of the SDK send to when nobody says anything. */
const DEFAULT_BASE = 'http://localhost:4318';
const GRPC_PORT = 4317;
const HTTP_PORT = 4318;
const EMPTY = { traces: '{"resourceSpans":[]}', logs: '{"resourceLogs":[]}' } as const;

/** Whether receivers of OTLP answer: their name, their port, and what they speak. */
export async function checkEndpoint(patient: Patient): Promise<readonly Symptom[]> {
  const targets = SIGNALS.flatMap((signal) => addressesOf(signal, patient).map((address) => ({ signal, address })));
  if (targets.length === 0) return [fine('nothing goes out over OTLP')];
  return Promise.all(targets.map(({ signal, address }) => checkAddress(signal, new URL(address), patient.config)));
}

/** Of the sinks that run, else as the configuration has it. */
function addressesOf(signal: Signal, { config, running }: Patient): readonly string[] {
  const base = (config.otlp.endpoint ?? DEFAULT_BASE).replace(/\/+$/, '');
  const configured = config[signal].endpoint ?? `${base}/v1/${signal}`;
  if (running === undefined) return config[signal].exporter === 'otlp' ? [configured] : [];
  return running.sinks
    .filter((sink) => sink.signal === signal && sink.component.startsWith('otlp_'))
    .filter(({ component }) => !component.startsWith('otlp_file'))
    .map(({ address = configured }) => (isShown(configured, address) ? configured : address));
}

async function checkAddress(signal: Signal, url: URL, config: TelemetryConfig): Promise<Symptom> {
  const protocol = config[signal].protocol ?? config.otlp.protocol;
  const answer = await reach({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'statescope-doctor' },
    body: EMPTY[signal],
    limitMs: REACH_LIMIT_MS,
  });
  if ('status' in answer) return judgeStatus(signal, url, answer.status, protocol);
  if (protocol === 'grpc' && answer.problem === 'not-http') {
    return fine(`${signal} to ${shown(url)}: what listens there speaks no HTTP/1.1, as gRPC does`);
  }
  return unreachable(`${signal} to ${shown(url)}`, url, answer, HTTP_PORT);
}

function judgeStatus(signal: Signal, url: URL, status: number, protocol: string | undefined): Symptom {
  const where = `${signal} to ${shown(url)}`;
  if (protocol === 'grpc') {
    const remedy = `set OTEL_EXPORTER_OTLP_PROTOCOL to http/json, or the endpoint to port ${String(GRPC_PORT)}`;
    return failure(`${where}: the protocol is set to grpc, but this port speaks HTTP`, remedy);
  }
  if (status >= 200 && status < 300) return fine(`${where}: the receiver takes them`);
  if (status === 401 || status === 403) {
    return failure(`${where}: the receiver asks for credentials (${String(status)})`, 'set OTEL_EXPORTER_OTLP_HEADERS');
  }
  if (status === 404 || status === 405) {
    const remedy = `give the whole address, usually ending in /v1/${signal}, and the port of the OTLP receiver`;
    return failure(`${where}: nothing takes OTLP at this path (${String(status)})`, remedy);
  }
  if ((status === 400 || status === 415) && protocol === 'http/protobuf') {
    return fine(`${where}: the receiver answers; it takes no JSON, and gets none`);
  }
  if (status === 400 || status === 415) {
    const remedy = 'send through a Collector, or choose a receiver that takes OTLP as JSON over HTTP';
    return failure(`${where}: the receiver does not take JSON (${String(status)})`, remedy);
  }
  return warning(`${where}: the receiver answers with ${String(status)}`, 'look into its log, or try again later');
}

/** Without a password, should the address hold one. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Whether a sink shows this address, which it needs a password for. */
function isShown(address: string, text: string): boolean {
  return URL.canParse(address) && shown(new URL(address)) === text;
}

/** Whether the metrics can be scraped. */
export async function checkMetricsEndpoint({ running }: Patient): Promise<readonly Symptom[]> {
  if (running?.metricsUrl === undefined) return [fine('no metrics are served here')];
  const url = new URL(running.metricsUrl);
  const answer = await reach({ url, method: 'GET', headers: {}, body: '', limitMs: REACH_LIMIT_MS });
  if ('status' in answer && answer.status === 200) return [fine(`${shown(url)} answers`)];
  const detail = 'status' in answer ? String(answer.status) : answer.detail;
  return [
    failure(`${shown(url)} does not answer a scrape (${detail})`, 'check metrics.host, metrics.port and proxies'),
  ];
}

/** Whether several processes answer scrapes at one address. */
export function checkCluster({ isClusterWorker, config, running }: Patient): readonly Symptom[] {
  const isServing = running === undefined ? config.metrics.exporter === 'prometheus' : running.metricsUrl !== undefined;
  if (!isClusterWorker || !isServing) return [fine('one process answers scrapes')];
  return [
    failure(
      'this process is a worker of node:cluster and serves /metrics: workers share the port, each scrape sees another one',
      'give each worker a port of its own (metrics.port), or collect in the primary with an AggregatorRegistry of prom-client',
    ),
  ];
}
