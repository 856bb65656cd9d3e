import { BREAKER } from '../../tracer/index.js';
import { milliseconds, type ZodNamespace } from './zod.js';

/** When a tracer that fails or blocks machines is left out for a while. */
export function breakerModel(z: ZodNamespace) {
  const atLeastOne = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
  const duration = milliseconds(z).min(1);
  return z
    .strictObject({
      enabled: z.boolean().default(true).describe('False never leaves a tracer out; what it does is counted only.'),
      errors: atLeastOne.default(BREAKER.errors).describe('Errors within the window after which it is left out.'),
      windowMs: duration.default(BREAKER.windowMs).describe('The window of errors and of slow callbacks.'),
      slowMs: duration.default(BREAKER.slowMs).describe('A callback that takes longer is slow.'),
      slowCallbacks: atLeastOne
        .default(BREAKER.slowCallbacks)
        .describe('Slow callbacks in a row within the window after which it is left out.'),
      backOffMs: duration.default(BREAKER.backOffMs).describe('How long it is left out first; then twice as long.'),
      maxBackOffMs: duration.default(BREAKER.maxBackOffMs).describe('Longest time it is left out.'),
    })
    .prefault({});
}
