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
        .default(64)
        .describe('Types of errors told apart for each class; further ones are `other`.'),
      ...signalTransport(z, 'metrics'),
      intervalMs: milliseconds(z).min(1).default(60_000).describe('Time between two exports over OTLP.'),
      push: z
        .strictObject({
          url: address(z).optional().describe('Base address of a Pushgateway.'),
          intervalMs: milliseconds(z).min(1).default(15_000).describe('Time between two pushes.'),
          instance: text(z).optional().describe('Value of the label `instance`. Default: the host name.'),
        })
        .prefault({}),
    })
    .prefault({});
}
