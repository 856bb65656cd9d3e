import type { TelemetryConfig } from '../config/index.js';
import { readTls } from '../http/index.js';
import type { TlsFiles } from '../http/index.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { otlpAddresses } from './otlp-address.js';
import type { OtlpAddress, OtlpSignal } from './otlp-address.js';
import { DOCTOR, REACH_LIMIT_MS } from './patient.js';
import type { Patient } from './patient.js';
import { reach } from './reach.js';
import { shown, unreachable } from './unreachable.js';

const GRPC_PORT = 4317;
const HTTP_PORT = 4318;
/** A request of nothing, in either encoding. */
const EMPTY: Readonly<Record<OtlpSignal, string>> = {
  traces: '{"resourceSpans":[]}',
  logs: '{"resourceLogs":[]}',
  metrics: '{"resourceMetrics":[]}',
};

/** Whether receivers of OTLP answer: their name, their port, and what they speak. */
export async function checkEndpoint(patient: Patient): Promise<readonly Symptom[]> {
  const addresses = otlpAddresses(patient);
  if (addresses.length === 0) return [fine('nothing goes out over OTLP')];
  return Promise.all(addresses.map((address) => checkAddress(address, patient.config)));
}

async function checkAddress({ signal, url, protocol }: OtlpAddress, config: TelemetryConfig): Promise<Symptom> {
  const own = config[signal];
  const headers = own.headers ?? config.otlp.headers ?? {};
  const isJson = protocol === 'http/json';
  const where = `${signal} to ${shown(url)}`;
  const answer = await reach({
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': isJson ? 'application/json' : 'application/x-protobuf', ...DOCTOR },
    body: isJson ? EMPTY[signal] : '',
    tls: await readTls(filesOf(own) ?? filesOf(config.otlp) ?? {}),
    limitMs: REACH_LIMIT_MS,
  });
  if ('status' in answer) return judgeStatus(where, { signal, url, protocol }, answer.status, headers);
  if (protocol === 'grpc' && answer.problem === 'not-http') {
    return fine(`${where}: what listens there speaks no HTTP/1.1, as gRPC does`);
  }
  return unreachable(where, url, answer, HTTP_PORT);
}

function judgeStatus(
  where: string,
  { signal, protocol }: OtlpAddress,
  status: number,
  headers: Readonly<Record<string, string>>,
): Symptom {
  if (protocol === 'grpc') {
    const remedy = `set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, or the endpoint to port ${String(GRPC_PORT)}`;
    return failure(`${where}: the protocol is grpc, but this port speaks HTTP`, remedy);
  }
  if (status >= 200 && status < 300) return fine(`${where}: the receiver takes them`);
  if (status === 401 || status === 403) {
    const names = Object.keys(headers);
    if (names.length === 0) {
      return failure(`${where}: the receiver asks for credentials (${String(status)})`, SET_HEADERS);
    }
    const message = `${where}: the receiver refuses the headers ${names.join(', ')} (${String(status)})`;
    return failure(message, `correct their values, or ${SET_HEADERS}`);
  }
  if (status === 404 || status === 405) {
    const remedy = `give the whole address, usually ending in /v1/${signal}, and the port of the OTLP receiver`;
    return failure(`${where}: nothing takes OTLP at this path (${String(status)})`, remedy);
  }
  if (status === 400 || status === 415) {
    const [taken, other] = protocol === 'http/json' ? ['JSON', 'http/protobuf'] : ['Protocol Buffers', 'http/json'];
    const remedy = `set OTEL_EXPORTER_OTLP_PROTOCOL to ${other}, or send through a Collector`;
    return failure(`${where}: the receiver does not take ${taken} (${String(status)})`, remedy);
  }
  return warning(`${where}: the receiver answers with ${String(status)}`, 'look into its log, or try again later');
}

const SET_HEADERS = 'set OTEL_EXPORTER_OTLP_HEADERS';

/** A signal has files of its own, or those of all signals; never some of each. */
function filesOf({ certificate, clientCertificate, clientKey }: TelemetryConfig['otlp']): TlsFiles | undefined {
  if (certificate === undefined && clientCertificate === undefined && clientKey === undefined) return undefined;
  return { certificate, clientCertificate, clientKey };
}
