import { certificates } from './otlp.js';
import { address, count, milliseconds, text, token, type ZodNamespace } from './zod.js';

/** Lines pushed to Loki (telemetry specification §4). */
export function lokiModel(z: ZodNamespace) {
  return z
    .strictObject({
      url: address(z).optional().describe('Base address of Loki.'),
      protocol: z.enum(['push', 'otlp']).default('push').describe("Loki's own protocol, or OTLP."),
      user: text(z).optional().describe('User name, with `password`.'),
      password: text(z).optional().describe('Password of that user.'),
      token: token(z).optional().describe('Bearer token, in place of user and password.'),
      tenant: text(z).optional().describe('Tenant, as `X-Scope-OrgID`.'),
      labels: z
        .record(z.string().regex(/^[a-zA-Z_]\w*$/, 'expected letters, digits and _'), z.string())
        .optional()
        .describe('More labels of every stream.'),
      idLabel: z
        .boolean()
        .optional()
        .describe('The id of the machine is a label, a stream for each machine. Default: only under preset `go`.'),
      timeoutMs: milliseconds(z).min(1).optional().describe('Longest time one request takes. Default: 10000.'),
      compression: z.enum(['gzip', 'none']).optional().describe('Default: gzip; none under preset `go`.'),
      ...certificates(z),
      batch: lokiBatchModel(z).describe("Of Loki's own protocol; over OTLP that of `logs` counts."),
    })
    .prefault({});
}

/** How lines are batched; what is left out has the exporter's default. */
function lokiBatchModel(z: ZodNamespace) {
  return z
    .strictObject({
      delayMs: milliseconds(z).optional().describe('Longest a line waits for company. Default: 1000.'),
      maxBatch: count(z).min(1).optional().describe('Lines of one request at most. Default: 500.'),
      maxWaiting: count(z)
        .min(1)
        .optional()
        .describe('Lines that wait at most; older ones are dropped. Default: 10000.'),
    })
    .prefault({});
}

/** Dashboards kept up to date in Grafana (telemetry specification §5). */
export function grafanaModel(z: ZodNamespace) {
  return z
    .strictObject({
      url: address(z).optional().describe('Base address of Grafana.'),
      token: token(z).optional().describe('Token of a service account.'),
      folder: text(z).default('asyncmachine').describe('Folder of the dashboards.'),
      name: text(z)
        .optional()
        .describe('Title of the dashboard. Default: the service, or the id of a machine bound by hand.'),
      layout: z
        .enum(['overview', 'legacy', 'both'])
        .default('overview')
        .describe('Its panels: by class, those of the reference for each machine, or both.'),
      debounceMs: z
        .int()
        .min(0)
        .max(600_000)
        .default(2000)
        .describe('How long an upload waits for more machines, in milliseconds.'),
      pruneDisposed: z.boolean().default(false).describe('Machines that are disposed of lose their rows.'),
    })
    .prefault({});
}

/** The debugger (telemetry specification §6). */
export function dbgModel(z: ZodNamespace) {
  return z
    .strictObject({
      enabled: z.boolean().default(true).describe('False never connects, whatever the address.'),
      address: text(z)
        .optional()
        .describe('Debuggers to tell, separated by commas: `localhost:6831`, `ws://localhost:6832/dbg.ws`.'),
      inherit: z
        .boolean()
        .default(false)
        .describe(
          'Submachines inherit it, by the rules of `inherit`. False: only what has a mark or is bound by itself.',
        ),
      stacks: z.boolean().default(true).describe('Stack traces in queued records.'),
      healthcheck: z
        .boolean()
        .default(false)
        .describe('Adds `Healthcheck` to debugged machines that have this state, every 30 s.'),
    })
    .prefault({});
}

/** What debuggers are told beyond the transitions themselves. */
export function semanticModel(z: ZodNamespace) {
  const off = (what: string) => z.boolean().default(false).describe(what);
  return z
    .strictObject({
      steps: off('Steps of transitions, to debuggers.'),
      checks: off('Check transitions, to debuggers.'),
      args: off('Arguments that log lines show, to debuggers.'),
    })
    .prefault({});
}

/** The endpoint that shows machines and switches instrumentation. */
export function adminModel(z: ZodNamespace) {
  return z
    .strictObject({
      host: text(z).default('127.0.0.1').describe('Address of the admin endpoint.'),
      port: z.int().min(0).max(65535).optional().describe('Its port; 0 takes a free one. Default: no endpoint.'),
      token: token(z).optional().describe('Bearer token that requests must carry. Default: none, on loopback only.'),
    })
    .prefault({});
}
