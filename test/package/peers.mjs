/** How a program comes to need each optional peer: settings of `startTelemetry`, an entry, or a command. */
const traces = (settings) => ({ settings: { traces: settings } });
const logs = (settings) => ({ settings: { logs: settings } });
const endpoint = 'http://127.0.0.1:9';

export const NEEDS = {
  '@opentelemetry/api': traces({ exporter: 'memory' }),
  '@opentelemetry/api-logs': logs({ exporter: 'memory' }),
  '@opentelemetry/exporter-logs-otlp-http': logs({ exporter: 'otlp', endpoint }),
  '@opentelemetry/exporter-trace-otlp-http': traces({ exporter: 'otlp', endpoint }),
  '@opentelemetry/otlp-transformer': traces({ exporter: 'file', file: 'traces.jsonl' }),
  '@opentelemetry/resources': traces({ exporter: 'memory' }),
  '@opentelemetry/sdk-logs': logs({ exporter: 'memory' }),
  '@opentelemetry/sdk-trace-base': traces({ exporter: 'memory' }),
  'prom-client': { settings: { metrics: { exporter: 'prometheus', port: 0 } } },
  'reflect-metadata': { entry: 'statescope/di' },
  tsx: { command: ['budget', '--from', 'classes.ts'] },
  tsyringe: { entry: 'statescope/di' },
  yaml: { settings: {}, folder: 'yaml' },
};
