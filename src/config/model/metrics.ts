import { signalTransport } from './otlp.js';
import { address, count, milliseconds, text, type ZodNamespace } from './zod.js';

/** Metrics: scraped, pushed, or over OTLP. */
export function metricsModel(z: ZodNamespace) {
  return z
    .strictObject({
      exporter: z.enum(['prometheus', 'otlp', 'none']).default('none').describe('Where metrics go.'),
      host: text(z).default('127.0.0.1').describe('Address of the scrape endpoint.'),
      port: z.int().min(0).max(65535).default(9464).describe('Its port; 0 takes a free one.'),
      maxSeries: z
        .int()
        .min(2000)
        .default(20_000)
        .describe(
          'Series of all classes together; the last fifth is for failures, further ones go into class `other`.',
        ),
      maxErrorTypes: count(z)
        .default(16)
        .describe('Types of errors told apart for each class; further ones are `other`.'),
      durations: z
        .enum(['all', 'transitions', 'none'])
        .default('all')
        .describe('What is timed: handlers and queues as well, transitions and states only, or nothing but counted.'),
      exemplars: z.boolean().default(true).describe('Traces of single observations, in scrapes of OpenMetrics.'),
      machineId: z
        .boolean()
        .default(false)
        .describe('The label `machine_id` on every series of a machine: each id has series of its own.'),
      averaged: z
        .boolean()
        .optional()
        .describe('Averaged gauges of each machine, its id in their names. Default: only under preset `go`.'),
      averagedStates: z.array(text(z)).optional().describe('States whose activations are among those gauges.'),
      ...signalTransport(z, 'metrics'),
      intervalMs: milliseconds(z).min(1).default(60_000).describe('Time between two exports over OTLP.'),
      exportTimeoutMs: milliseconds(z)
        .default(30_000)
        .describe('Longest time one export over OTLP takes, repeated requests included; 0 for any.'),
      push: pushModel(z),
    })
    .prefault({});
}

/** The pushes to a Pushgateway. */
function pushModel(z: ZodNamespace) {
  return z
    .strictObject({
      url: address(z).optional().describe('Base address of a Pushgateway.'),
      intervalMs: milliseconds(z).min(1).default(15_000).describe('Time between two pushes.'),
      instance: text(z)
        .optional()
        .describe(
          'Value of the label `instance`. Default: that of the resource, else the host name; none under preset `go`.',
        ),
      timeoutMs: milliseconds(z).min(1).default(10_000).describe('Longest time a push takes.'),
      deleteAtEnd: z.boolean().default(true).describe('The end takes away what was pushed.'),
    })
    .prefault({});
}
