import { MachineError } from '../errors.js';

/** A key of the model, dotted, and its value. */
export type Reading = readonly [path: string, value: unknown];

/** One variable: what it means, and the keys it sets; a later row of the table beats an earlier one. */
export type Variable =
  | {
      readonly help: string;
      readonly read: (value: string, name: string) => readonly Reading[];
      /** Why a value that is fine for others decides nothing here. */
      readonly ignored?: (value: string) => string | undefined;
    }
  | { readonly help: string; readonly unsupported: string };

const LATER = 'this version does not support it';

/**
 * Every variable that is read, in the order of weight: what implies a setting stands before what states it
 * (telemetry specification §8.1).
 */
export const VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    help: 'base address of an OTLP receiver; traces and logs go there',
    read: (value) => [
      ['otlp.endpoint', value],
      ['traces.exporter', 'otlp'],
      ['logs.exporter', 'otlp'],
    ],
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    help: 'whole address for traces',
    read: (value) => [
      ['traces.endpoint', value],
      ['traces.exporter', 'otlp'],
    ],
  },
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: {
    help: 'whole address for logs',
    read: (value) => [
      ['logs.endpoint', value],
      ['logs.exporter', 'otlp'],
    ],
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    help: 'http/json, http/protobuf or grpc',
    read: (value) => [['otlp.protocol', value]],
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: {
    help: 'the protocol for traces',
    read: (value) => [['traces.protocol', value]],
  },
  OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: {
    help: 'the protocol for logs',
    read: (value) => [['logs.protocol', value]],
  },
  AM_OTEL_TRACE: { help: 'traces over OTLP', read: (value) => [['traces.exporter', isOn(value) ? 'otlp' : 'none']] },
  AM_OTEL_LOG: { help: 'logs over OTLP', read: (value) => [['logs.exporter', isOn(value) ? 'otlp' : 'none']] },
  OTEL_TRACES_EXPORTER: {
    help: 'otlp, console, file, memory or none',
    read: (value) => [['traces.exporter', value]],
  },
  OTEL_LOGS_EXPORTER: { help: 'as OTEL_TRACES_EXPORTER', read: (value) => [['logs.exporter', value]] },
  AM_PROM_LISTEN: { help: 'address of the scrape endpoint, 127.0.0.1:9464', read: readListen },
  OTEL_METRICS_EXPORTER: {
    help: 'prometheus or none',
    read: (value) => [['metrics.exporter', value]],
    // Settings for other libraries of the process are no mistake, only not ours.
    ignored: (value) => (/^(?:otlp|console)$/.test(value) ? `"${value}" is not among prometheus, none` : undefined),
  },
  AM_OTEL_TRACE_TXS: { help: 'also spans of transitions', read: (value) => [['traces.transitions', isOn(value)]] },
  AM_OTEL_TRACE_NOAUTO: { help: 'no spans of auto transitions', read: (value) => [['traces.auto', !isOn(value)]] },
  AM_OTEL_TRACE_HEALTH: {
    help: 'also spans of health transitions',
    read: (value) => [['traces.health', isOn(value)]],
  },
  AM_OTEL_TRACE_CHECKS: {
    help: 'also spans of check transitions',
    read: (value) => [['traces.checks', isOn(value)]],
  },
  AM_OTEL_TRACE_ARGS: { help: 'also arguments', unsupported: 'name the arguments in the mark, @Traced({ args })' },
  AM_OTEL_TRACE_ALLOW_STATES: { help: 'states that are traced', unsupported: LATER },
  AM_OTEL_TRACE_ALLOW_STATES_RE: { help: 'the same as one expression', unsupported: LATER },
  AM_OTEL_TRACE_SKIP_STATES: { help: 'states that are not traced', unsupported: LATER },
  AM_OTEL_TRACE_SKIP_STATES_RE: { help: 'the same as one expression', unsupported: LATER },
  OTEL_SERVICE_NAME: { help: 'name of the service', read: (value) => [['service', value]] },
  AM_SERVICE: { help: 'name of the service', read: (value) => [['service', value]] },
  AM_LOG: { help: 'level of logs, 0 to 5', read: readLevel },
  AM_RPC_DBG: { help: 'observe rpc and relay machines too', read: (value) => [['rpc', isOn(value)]] },
  AM_TELEMETRY_PRESET: { help: 'go pins the behaviour of the reference', read: (value) => [['preset', value]] },
  OTEL_SDK_DISABLED: { help: 'no telemetry', read: (value) => (isOn(value) ? [['telemetry', 'never']] : []) },
} as const satisfies Record<string, Variable> as Readonly<Record<string, Variable>>;

const LEVELS = ['nothing', 'external', 'changes', 'ops', 'decisions', 'everything'];

/** Anything but `0`, `false`, `no` and `off`. */
function isOn(value: string): boolean {
  return !/^(?:0|false|no|off)$/i.test(value);
}

function readLevel(value: string, name: string): readonly Reading[] {
  const level = LEVELS[Number(value)] ?? value.toLowerCase();
  if (LEVELS.includes(level)) return [['logs.level', level]];
  throw new MachineError(
    'CONFIG',
    `logs.level is "${value}" (${name}): expected 0 to 5, or one of ${LEVELS.join(', ')}`,
  );
}

/** `host:port`, `[v6]:port`, `:port`, a port, or only on or off. */
function readListen(value: string, name: string): readonly Reading[] {
  if (!isOn(value)) return [['metrics.exporter', 'none']];
  const on: Reading = ['metrics.exporter', 'prometheus'];
  if (/^(?:1|true|yes|on)$/i.test(value)) return [on];
  const match = /^(?:(?<host>\[[0-9a-f:.]+\]|[^\s:]*):)?(?<port>\d{1,5})$/i.exec(value)?.groups;
  if (match === undefined) {
    throw new MachineError('CONFIG', `metrics.port is "${value}" (${name}): expected an address like 127.0.0.1:9464`);
  }
  const host = match['host']?.replace(/^\[|\]$/g, '');
  return [on, ...(host ? [['metrics.host', host] as const] : []), ['metrics.port', Number(match['port'])]];
}
