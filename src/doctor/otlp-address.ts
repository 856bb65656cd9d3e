import type { TelemetryConfig } from '../config/index.js';
import { packageFolder } from './installed.js';
import type { Patient } from './patient.js';

/** What goes out over OTLP. */
export type OtlpSignal = 'traces' | 'logs' | 'metrics';

/** How it is spoken. */
export type OtlpProtocol = 'http/json' | 'http/protobuf' | 'grpc';

/** Where a signal goes over OTLP. */
export interface OtlpAddress {
  readonly signal: OtlpSignal;
  readonly url: URL;
  readonly protocol: OtlpProtocol;
}

/** Where the exporters send to when nobody says anything. */
const HTTP_BASE = 'http://localhost:4318';
const GRPC_BASE = 'http://localhost:4317';
const GRPC_PORT = '4317';
const GRPC_PACKAGE = '@grpc/grpc-js';

/** Where each signal goes: by the sinks that run, else as the configuration has it. */
export function otlpAddresses(patient: Patient): readonly OtlpAddress[] {
  return [...recordAddresses('traces', patient), ...recordAddresses('logs', patient), ...metricAddresses(patient)];
}

function recordAddresses(signal: 'traces' | 'logs', patient: Patient): readonly OtlpAddress[] {
  const { config, running } = patient;
  const configured = configuredAddress(signal, config);
  if (running === undefined) return config[signal].exporter === 'otlp' ? [addressOf(signal, configured, patient)] : [];
  return running.sinks
    .filter((sink) => sink.signal === signal && /^otlp_(?!file)/.test(sink.component))
    .map(({ address = configured, component }) => {
      // What a sink shows has no password, which it may need.
      const url = isShown(configured, address) ? configured : address;
      return addressOf(signal, url, patient, protocolOf(component));
    });
}

function metricAddresses(patient: Patient): readonly OtlpAddress[] {
  const { config, running } = patient;
  const isConfigured = running === undefined && config.metrics.exporter === 'otlp';
  const urls = isConfigured
    ? [configuredAddress('metrics', config)]
    : (running?.destinations ?? []).flatMap(({ kind, url }) => (kind === 'otlp' ? [url] : []));
  return urls.map((url) => addressOf('metrics', url, patient));
}

function configuredAddress(signal: OtlpSignal, config: TelemetryConfig): string {
  const isGrpc = (config[signal].protocol ?? config.otlp.protocol) === 'grpc';
  const base = config.otlp.endpoint ?? (isGrpc ? GRPC_BASE : HTTP_BASE);
  return config[signal].endpoint ?? `${base.replace(/\/+$/, '')}/v1/${signal}`;
}

function addressOf(signal: OtlpSignal, text: string, { config, folder }: Patient, running?: OtlpProtocol): OtlpAddress {
  const url = new URL(text);
  const usual = url.port === GRPC_PORT && packageFolder(folder, GRPC_PACKAGE) !== undefined ? 'grpc' : 'http/protobuf';
  return { signal, url, protocol: running ?? config[signal].protocol ?? config.otlp.protocol ?? usual };
}

/** `otlp_http_json_span_exporter` speaks JSON. */
function protocolOf(component: string): OtlpProtocol {
  if (component.startsWith('otlp_grpc')) return 'grpc';
  return component.startsWith('otlp_http_json') ? 'http/json' : 'http/protobuf';
}

function isShown(address: string, text: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname } = new URL(address);
  return text === origin || text === `${origin}${pathname}`;
}
