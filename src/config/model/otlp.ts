import { address, count, headers, milliseconds, text, type ZodNamespace } from './zod.js';

const PROTOCOLS = ['http/json', 'http/protobuf', 'grpc'] as const;

/** How OTLP is spoken: once for all signals, and again for each. */
export function otlpModel(z: ZodNamespace) {
  return z
    .strictObject({
      endpoint: address(z).optional().describe('Base address of an OTLP receiver; each signal adds its path.'),
      protocol: z
        .enum(PROTOCOLS)
        .optional()
        .describe('Default: grpc for port 4317 with `@grpc/grpc-js` installed, else http/protobuf.'),
      ...transport(z),
    })
    .prefault({});
}

/** What one signal replaces of `otlp`. */
export function signalTransport(z: ZodNamespace, signal: string) {
  return {
    endpoint: address(z).optional().describe(`Whole address for ${signal}.`),
    protocol: z.enum(PROTOCOLS).optional().describe('In place of `otlp.protocol`.'),
    ...transport(z),
  };
}

function transport(z: ZodNamespace) {
  return {
    headers: headers(z).optional().describe('Headers of every request.'),
    timeoutMs: milliseconds(z).optional().describe('Longest time one request takes; 0 for any. Default: 10000.'),
    compression: z.enum(['gzip', 'none']).optional().describe('Default: none.'),
    ...certificates(z),
  };
}

/** Files for TLS. */
export function certificates(z: ZodNamespace) {
  return {
    certificate: text(z).optional().describe('File with the certificates of the authorities that are trusted.'),
    clientCertificate: text(z).optional().describe("File with this client's certificate."),
    clientKey: text(z).optional().describe("File with the key of this client's certificate."),
  };
}

/** How records of a signal are batched; what is left out has the exporter's default. */
export function batchModel(z: ZodNamespace) {
  return z
    .strictObject({
      delayMs: milliseconds(z).optional().describe('Longest a record waits for company. Default: 100.'),
      timeoutMs: milliseconds(z)
        .optional()
        .describe('Longest time one batch takes, repeated requests included; 0 for any. Default: 30000.'),
      maxWaiting: count(z).min(1).optional().describe('Records that wait at most. Default: 32768.'),
      maxInFlight: count(z).min(1).max(256).optional().describe('Batches on their way over OTLP at most. Default: 16.'),
      maxBatch: count(z).min(1).optional().describe('Records of one batch at most. Default: 512.'),
    })
    .prefault({});
}

/** Limits of attributes; what is left out is not limited, or as the OpenTelemetry SDK has it. */
export function attributeLimits(z: ZodNamespace) {
  return {
    attributeCount: count(z).optional().describe('Attributes a record has at most. Default: 128.'),
    attributeLength: count(z).optional().describe('Characters a value has at most. Default: no limit.'),
  };
}
