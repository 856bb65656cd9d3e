import { attributeLimits, batchModel, signalTransport } from './otlp.js';
import { sinkModel } from './sink.js';
import { stateLists } from './mark-options.js';
import { count, milliseconds, type ZodNamespace } from './zod.js';

/** W3C Trace Context, version 00; those to come may have more to it. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:(?<!^00-.{52})-.*)?$/;

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Traces: where they go, what they show, and how they hang together (telemetry specification §1.7, §1.15). */
export function tracesModel(z: ZodNamespace) {
  return z
    .strictObject({
      ...sinkModel(z, 'traces'),
      ...signalTransport(z, 'traces'),
      batch: batchModel(z),
      limits: spanLimits(z),
      provider: z
        .enum(['own', 'auto'])
        .default('own')
        .describe('`auto`: the OpenTelemetry provider that the program has registered globally, if there is one.'),
      sampler: z.enum(SAMPLERS).optional().describe('Which traces are kept. Default: parentbased_always_on.'),
      samplerRatio: z.number().min(0).max(1).optional().describe('Of the samplers with a ratio. Default: 1.'),
      ...contents(z),
      ...shape(z),
      ...records(z),
    })
    .prefault({});
}

function contents(z: ZodNamespace) {
  const toggle = z.boolean().optional();
  return {
    transitions: toggle.describe('Spans of transitions. Default: true, false under preset `go`.'),
    auto: z.boolean().default(true).describe('Spans of auto transitions.'),
    health: toggle.describe('Spans of health transitions. Default: false.'),
    checks: toggle.describe('Spans of check transitions. Default: false.'),
    canceled: toggle.describe('Spans of canceled transitions. Default: true.'),
    empty: toggle.describe('Spans of transitions that change nothing. Default: true.'),
    minDurationMs: milliseconds(z).optional().describe('No spans of shorter transitions. Default: 0.'),
    args: z.boolean().default(false).describe('Arguments that log lines show, besides those named in marks.'),
    states: stateLists(z).prefault({}).describe('Which states show.'),
    groups: z.boolean().default(false).describe('State groups instead of one list of states.'),
    onlyGroups: z.array(z.string()).optional().describe('With `groups`: only states of these groups.'),
    onlyGroupStates: z.array(z.string()).optional().describe('With `groups`: only these states.'),
    handlers: z
      .enum(['events', 'spans', 'both', 'off'])
      .default('events')
      .describe('How handlers without a mark show.'),
    exceptions: z
      .enum(['events', 'logs', 'logs/dup'])
      .default('events')
      .describe('Exceptions as span events, as log records, or as both.'),
  };
}

function shape(z: ZodNamespace) {
  return {
    scope: z.enum(['tree', 'tx', 'cause']).default('tree').describe('What makes one trace.'),
    groupSpans: z.enum(['instant', 'lifetime']).default('instant').describe('When spans of machines and groups end.'),
    history: count(z).default(300).describe('Transitions per machine that later ones can link to as their source.'),
    restAfterMs: milliseconds(z)
      .default(10_000)
      .describe('Time without a transition after which what is kept of a machine is packed to a fraction; 0 never.'),
    root: z.boolean().default(true).describe('One span above all machines, so that they share a trace.'),
    rotate: z
      .strictObject({
        spans: count(z).default(10_000).describe('Spans of one trace; 0 never rotates.'),
        ms: milliseconds(z).default(3_600_000).describe('Age of one trace; 0 never rotates.'),
      })
      .prefault({})
      .describe('When a trace goes on in a linked one. Never under preset `go`.'),
    remote: z
      .enum(['continue', 'link', 'restart'])
      .optional()
      .describe(
        'Traces of other processes go on, are linked to, or are left out. Default: as the marks say, `continue`.',
      ),
    exportEnvironment: z
      .boolean()
      .optional()
      .describe(
        'The environment of the process names the span above all machines while telemetry runs, so that child processes join ' +
          'the trace. Default: false, true under preset `go`.',
      ),
    traceparent: z
      .string()
      .regex(TRACEPARENT, 'expected a W3C traceparent, as 00-<32 hex>-<16 hex>-<2 hex>')
      .optional()
      .describe('Remote parent of top-level machines.'),
    tracestate: z.string().max(8192).optional().describe('W3C state of that parent.'),
  };
}

function records(z: ZodNamespace) {
  return {
    naming: z
      .enum(['indexed', 'plain'])
      .default('indexed')
      .describe('Names of spans with the index of the machine, or without.'),
    attributeKeys: z
      .enum(['both', 'legacy', 'namespaced'])
      .default('both')
      .describe('Attribute keys of the reference, those with the prefix `asyncmachine.`, or both.'),
    multi: z
      .enum(['event', 'instance'])
      .default('event')
      .describe('A Multi state that is entered again: an event on its span, or another span.'),
    eventsAs: z
      .enum(['span', 'logs', 'both'])
      .default('span')
      .describe('Handlers as events of spans, as log records, or as both. Without logs: as events.'),
    stateSpans: z
      .boolean()
      .default(true)
      .describe('Spans of states. False: only of what makes them change. Always under preset `go`.'),
    startRecords: z
      .boolean()
      .default(true)
      .describe('A span without a length at each activation, so that states show long before they end.'),
    stateHeartbeatMs: milliseconds(z).default(0).describe('Repeats that span while the state is active; 0 never.'),
    stateSegmentMs: milliseconds(z).default(0).describe('Spans of states go on in another one after so long; 0 never.'),
  };
}

function spanLimits(z: ZodNamespace) {
  const most = (what: string) => count(z).optional().describe(`${what} at most. Default: 128.`);
  return z
    .strictObject({
      ...attributeLimits(z),
      events: most('Events of a span'),
      links: most('Links of a span'),
      eventAttributes: most('Attributes of an event'),
      linkAttributes: most('Attributes of a link'),
    })
    .prefault({});
}
