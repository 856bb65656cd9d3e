import type { z as Zod } from 'zod';
import { DIAGNOSTIC_LEVELS } from './diagnostic-level.js';
import { adminModel, dbgModel, grafanaModel, lokiModel, semanticModel } from './model/backends.js';
import { breakerModel } from './model/breaker.js';
import { classesModel } from './model/classes.js';
import { inheritModel } from './model/inherit.js';
import { logsModel } from './model/logs.js';
import { metricsModel } from './model/metrics.js';
import { attributeLimits, otlpModel } from './model/otlp.js';
import { tracesModel } from './model/traces.js';
import { text, type ZodNamespace } from './model/zod.js';

const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace', 'none'] as const;

type ErrorRedactor = (text: string, error: unknown) => string;

/** The one model of the configuration: every key with its check, its default and what it means. */
export function configModel(z: ZodNamespace) {
  return z.strictObject({
    ...processModel(z),
    classes: classesModel(z),
    inherit: inheritModel(z).describe('Which submachines inherit the tracers of their parent.'),
    otlp: otlpModel(z).describe('OTLP, for every signal.'),
    limits: z.strictObject(attributeLimits(z)).prefault({}).describe('Limits for every signal.'),
    traces: tracesModel(z).describe('Spans.'),
    logs: logsModel(z).describe('Log records.'),
    metrics: metricsModel(z).describe('Metrics.'),
    loki: lokiModel(z).describe('Log lines pushed to Loki.'),
    grafana: grafanaModel(z).describe('Dashboards in Grafana.'),
    dbg: dbgModel(z).describe('The debugger.'),
    semantic: semanticModel(z).describe('What debuggers are told beyond the transitions.'),
    admin: adminModel(z).describe('The endpoint that shows machines and switches instrumentation.'),
    breaker: breakerModel(z).describe('When tracers that fail or block machines are left out.'),
    shutdownTimeoutMs: z.int().min(0).max(600_000).default(5000).describe('Longest time a shutdown takes.'),
  });
}

function processModel(z: ZodNamespace) {
  return {
    service: text(z).default('unknown_service:node').describe('Name of the service in every sink.'),
    hostname: text(z).optional().describe('Name of this host. Default: as the system has it.'),
    resource: z
      .record(text(z), z.string())
      .default({})
      .describe('Attributes of the OpenTelemetry resource, as `deployment.environment.name`.'),
    telemetry: z
      .enum(['auto', 'never'])
      .default('auto')
      .describe('`never` starts nothing, and machines are not remembered until something starts.'),
    preset: z
      .enum(['default', 'go'])
      .default('default')
      .describe('`go` pins the behaviour of the reference: marks are not needed, every submachine inherits.'),
    instrumentUnmarked: z
      .boolean()
      .optional()
      .describe('Observe classes without any mark. Default: only under preset `go`.'),
    rpc: z.boolean().default(false).describe('Observe submachines tagged `rpc-*` or `relay` too.'),
    signals: z.boolean().default(false).describe('A signal or an uncaught error flushes before the process ends.'),
    errors: z
      .union([z.enum(['full', 'type']), z.custom<ErrorRedactor>((given) => typeof given === 'function')])
      .optional()
      .describe(
        'Messages and stacks of errors leave the process (`full`), or their type alone; in code also a function of text ' +
          'and error. Default: as the marks say, `full`.',
      ),
    ...searching(z),
    propagators: z
      .array(z.enum(PROPAGATORS))
      .default(['tracecontext', 'baggage'])
      .describe(
        'How traces come from other processes and go on there: W3C trace context, W3C baggage; `none` for not at all.',
      ),
    baggage: z.string().max(8192).optional().describe('W3C baggage that handlers and child processes have.'),
  };
}

/** For whoever looks for mistakes. */
function searching(z: ZodNamespace) {
  return {
    diagnostics: z
      .enum(DIAGNOSTIC_LEVELS)
      .optional()
      .describe(
        'What telemetry and OpenTelemetry say of themselves, on the standard error: `error`: failures; `warn`: settings that ' +
          'decide nothing too; `info`: the start; `debug`: which tracers machines get; `verbose`: every single failure. ' +
          'Default: failures, as warnings of the process.',
      ),
    stackFilter: text(z).optional().describe('Text removed from stack traces.'),
    detectEval: z
      .boolean()
      .default(false)
      .describe('An error when `evaluate` is called where it cannot run, unless the machine says otherwise.'),
  };
}

type Model = ReturnType<typeof configModel>;

/** The whole configuration, defaults filled in. */
export type TelemetryConfig = Zod.output<Model>;

/** A configuration as one writes it: every key may be left out. */
export type TelemetrySettings = Zod.input<Model>;
