import { stateEntry } from './mark-options.js';
import { count, text, type ZodNamespace } from './zod.js';

/** Which submachines inherit the tracers of their parent; callbacks are for code. */
export function inheritModel(z: ZodNamespace) {
  return z
    .strictObject({
      unmarked: z
        .boolean()
        .optional()
        .describe('Classes that are not marked `@Parent` as well. Default: only under preset `go`.'),
      depth: count(z).optional().describe('Levels below the machine that has the tracer by itself. Default: all.'),
      skipTags: z.array(text(z)).optional().describe('No machines with one of these tags; `*` for any characters.'),
      skipIds: text(z)
        .refine(isPattern, 'expected a regular expression between slashes, as /^probe-/')
        .optional()
        .describe('No machines whose id this fits: a regular expression between slashes.'),
    })
    .prefault({});
}

function isPattern(entry: string): boolean {
  try {
    return stateEntry(entry) instanceof RegExp;
  } catch {
    return false;
  }
}
