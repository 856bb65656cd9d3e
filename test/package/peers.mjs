/**
 * How a program comes to need each optional peer: settings of `startTelemetry`, an entry, or a command; `or` does as well. One
 * that only types name is needed by no program that runs.
 */
const traces = (settings) => ({ settings: { traces: settings } });
const logs = (settings) => ({ settings: { logs: settings } });
const endpoint = 'http://127.0.0.1:9';

export const NEEDS = {
  '@grafana/grafana-foundation-sdk': { settings: { grafana: { url: endpoint, token: 'none' } } },
  '@grpc/grpc-js': traces({ exporter: 'otlp', protocol: 'grpc', endpoint }),
  '@opentelemetry/api': traces({ exporter: 'memory' }),
  '@opentelemetry/api-logs': { ...logs({ exporter: 'memory' }), isTypesOnly: true },
  '@opentelemetry/otlp-transformer': traces({ exporter: 'file', file: 'traces.jsonl' }),
  '@opentelemetry/resources': traces({ exporter: 'memory' }),
  '@opentelemetry/sdk-logs': { ...logs({ exporter: 'memory' }), isTypesOnly: true },
  '@opentelemetry/sdk-trace': traces({ exporter: 'memory' }),
  '@opentelemetry/sdk-trace-base': { ...traces({ exporter: 'memory' }), or: '@opentelemetry/sdk-trace' },
  'prom-client': { settings: { metrics: { exporter: 'prometheus', port: 0 } } },
  'reflect-metadata': { entry: 'statescope/di' },
  tsx: { command: ['budget', '--from', 'classes.ts'] },
  tsyringe: { entry: 'statescope/di' },
  ws: { command: ['dbg', 'record', '--listen', 'localhost:16831', '--for', '1', 'night.jsonl'] },
  yaml: { settings: {}, folder: 'yaml' },
};
