import type { z as Zod } from 'zod';

/** The `z` of zod 4; handed in, so that only who loads a configuration loads zod. */
export type ZodNamespace = typeof Zod;

const SINKS = ['otlp', 'file', 'console', 'memory', 'none'] as const;
const PROTOCOLS = ['http/json', 'http/protobuf', 'grpc'] as const;
const LEVELS = ['nothing', 'external', 'changes', 'ops', 'decisions', 'everything'] as const;
/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The one model of the configuration: every key with its check, its default and what it means. */
export function configModel(z: ZodNamespace) {
  const toggle = z.boolean().optional();
  const classToggle = z.union([z.literal(false), z.strictObject({ traced: toggle, metered: toggle, logged: toggle })]);
  return z.strictObject({
    service: z.string().min(1).default('unknown_service:node').describe('Name of the service in every sink.'),
    telemetry: z
      .enum(['auto', 'never'])
      .default('auto')
      .describe('`never` starts nothing, and machines are not remembered until something starts.'),
    preset: z
      .enum(['default', 'go'])
      .default('default')
      .describe('`go` pins the behaviour of the reference: marks are not needed, every submachine inherits.'),
    instrumentUnmarked: toggle.describe('Observe classes without any mark. Default: only under preset `go`.'),
    rpc: z.boolean().default(false).describe('Observe submachines tagged `rpc-*` or `relay` too.'),
    classes: z
      .record(z.string(), classToggle)
      .default({})
      .describe('Signals on or off by class name (`*` for any characters); `false` switches all of them off.'),
    otlp: z
      .strictObject({
        endpoint: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe('Base address; each signal adds its path.'),
        protocol: z.enum(PROTOCOLS).optional().describe('Default: chosen by the endpoint.'),
      })
      .prefault({}),
    traces: z.strictObject({ ...sink(z, 'traces'), ...traceFilters(z) }).prefault({}),
    logs: z
      .strictObject({
        ...sink(z, 'logs'),
        level: z.enum(LEVELS).optional().describe('For every class, in place of the levels in the marks.'),
      })
      .prefault({}),
    metrics: z
      .strictObject({
        exporter: z.enum(['prometheus', 'none']).default('none'),
        host: z.string().min(1).default('127.0.0.1').describe('Address of the scrape endpoint.'),
        port: z.int().min(0).max(65535).default(9464).describe('0 takes a free one.'),
        maxSeries: z.int().min(2000).default(20_000).describe('Series of all classes together.'),
      })
      .prefault({}),
    shutdownTimeoutMs: z.int().min(0).max(600_000).default(5000).describe('Longest time a shutdown takes.'),
  });
}

function sink(z: ZodNamespace, signal: string) {
  return {
    exporter: z.enum(SINKS).default('none').describe(`Where ${signal} go.`),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(`Whole address for ${signal}.`),
    protocol: z.enum(PROTOCOLS).optional().describe('In place of `otlp.protocol`.'),
    file: z.string().min(1).default(`${signal}.jsonl`).describe('OTLP JSON lines, for exporter `file`.'),
  };
}

function traceFilters(z: ZodNamespace) {
  const toggle = z.boolean().optional();
  return {
    transitions: toggle.describe('Spans of transitions. Default: true, false under preset `go`.'),
    auto: z.boolean().default(true).describe('Spans of auto transitions.'),
    health: toggle.describe('Spans of health transitions. Default: false.'),
    checks: toggle.describe('Spans of check transitions. Default: false.'),
    traceparent: z
      .string()
      .regex(TRACEPARENT, 'expected a W3C traceparent, as 00-<32 hex>-<16 hex>-<2 hex>')
      .optional()
      .describe('Remote parent of top-level machines.'),
  };
}

type Model = ReturnType<typeof configModel>;

/** The whole configuration, defaults filled in. */
export type TelemetryConfig = Zod.output<Model>;

/** A configuration as one writes it: every key may be left out. */
export type TelemetrySettings = Zod.input<Model>;
