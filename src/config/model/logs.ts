import { attributeLimits, batchModel, signalTransport } from './otlp.js';
import { sinkModel } from './sink.js';
import type { ZodNamespace } from './zod.js';

/** By number: level 3 is `ops`. */
export const LOG_LEVEL_NAMES = ['nothing', 'external', 'changes', 'ops', 'decisions', 'everything'] as const;

/** Log records through OpenTelemetry. */
export function logsModel(z: ZodNamespace) {
  return z
    .strictObject({
      ...sinkModel(z, 'logs'),
      ...signalTransport(z, 'logs'),
      batch: batchModel(z),
      limits: z.strictObject(attributeLimits(z)).prefault({}),
      level: z.enum(LOG_LEVEL_NAMES).optional().describe('For every class, in place of the levels in the marks.'),
      print: z.boolean().default(false).describe('To the standard output as well.'),
    })
    .prefault({});
}
