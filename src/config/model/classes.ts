import { loggedOptions, meteredOptions, tracedOptions } from './mark-options.js';
import type { ZodNamespace } from './zod.js';

/** Signals on or off by class name, and options in place of those of the marks. */
export function classesModel(z: ZodNamespace) {
  const signals = z.strictObject({
    traced: z.union([z.boolean(), tracedOptions(z)]).optional(),
    metered: z.union([z.boolean(), meteredOptions(z)]).optional(),
    logged: z.union([z.boolean(), loggedOptions(z)]).optional(),
  });
  return z
    .record(z.string().min(1), z.union([z.literal(false), signals]))
    .default({})
    .describe(
      'By class name (`*` for any characters): signals on or off, or on with options in place of those of the mark; ' +
        '`false` switches all of them off.',
    );
}
