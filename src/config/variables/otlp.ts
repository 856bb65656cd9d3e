import type { Implied, Variable } from '../variable.js';

/** How OTLP is spoken, for all signals and for each. */
export const OTLP_VARIABLES: readonly Variable[] = [
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    key: 'otlp.endpoint',
    kind: 'address',
    implies: { 'traces.exporter': 'otlp', 'logs.exporter': 'otlp' },
    help: 'Base address of an OTLP receiver; traces and logs go there.',
  },
  ...transport('OTEL_EXPORTER_OTLP', 'otlp'),
  ...ofSignal('TRACES', 'traces', { 'traces.exporter': 'otlp' }),
  ...ofSignal('LOGS', 'logs', { 'logs.exporter': 'otlp' }),
  ...ofSignal('METRICS', 'metrics', {}),
];

function ofSignal(infix: string, signal: 'traces' | 'logs' | 'metrics', implies: Implied): readonly Variable[] {
  const prefix = `OTEL_EXPORTER_OTLP_${infix}`;
  return [
    { name: `${prefix}_ENDPOINT`, key: `${signal}.endpoint`, kind: 'address', implies },
    ...transport(prefix, signal),
  ];
}

function transport(prefix: string, section: 'otlp' | 'traces' | 'logs' | 'metrics'): readonly Variable[] {
  return [
    {
      name: `${prefix}_INSECURE`,
      key: `${section}.endpoint`,
      kind: 'scheme',
      help: 'Off: gRPC over TLS to an endpoint without a scheme.',
    },
    { name: `${prefix}_PROTOCOL`, key: `${section}.protocol`, kind: 'choice' },
    { name: `${prefix}_HEADERS`, key: `${section}.headers`, kind: 'pairs' },
    { name: `${prefix}_TIMEOUT`, key: `${section}.timeoutMs`, kind: 'number' },
    { name: `${prefix}_COMPRESSION`, key: `${section}.compression`, kind: 'choice' },
    { name: `${prefix}_CERTIFICATE`, key: `${section}.certificate`, kind: 'text' },
    { name: `${prefix}_CLIENT_CERTIFICATE`, key: `${section}.clientCertificate`, kind: 'text' },
    { name: `${prefix}_CLIENT_KEY`, key: `${section}.clientKey`, kind: 'text' },
  ];
}
