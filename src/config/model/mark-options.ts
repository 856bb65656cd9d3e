import { LOG_LEVEL_NAMES } from './logs.js';
import { milliseconds, text, type ZodNamespace } from './zod.js';

const METRIC_GROUPS = ['transitions', 'handlers', 'queue', 'rejections', 'exceptions', 'machines', 'states'] as const;

/** What a class mark `@Traced` may say, by configuration. */
export function tracedOptions(z: ZodNamespace) {
  return z.strictObject({
    ...shared(z),
    ...contents(z),
    ...noise(z),
    handlers: z.enum(['events', 'spans', 'both', 'off']).optional().describe('How handlers without a mark show.'),
    canceled: z.boolean().optional().describe('Spans of canceled transitions.'),
    empty: z.boolean().optional().describe('Spans of transitions that changed no state.'),
    minDurationMs: milliseconds(z).optional().describe('No spans of shorter transitions, but of those that failed.'),
    remote: z
      .enum(['continue', 'link', 'restart'])
      .optional()
      .describe('Traces of other processes go on, are linked to, or are left out.'),
    sample: z
      .union([
        ratio(z),
        z.strictObject({
          ratio: ratio(z),
          errors: z.boolean().optional().describe('Those that fail, whatever the ratio. Default: true.'),
          vetoes: z.boolean().optional().describe('Those that were canceled, whatever the ratio. Default: true.'),
          slowMs: milliseconds(z).optional().describe('Those that took at least as long, whatever the ratio.'),
        }),
      ])
      .optional()
      .describe('Share of the transitions that get a span, 0 to 1; or a rule.'),
  });
}

/** What a class mark `@Logged` may say, by configuration. */
export function loggedOptions(z: ZodNamespace) {
  return z.strictObject({
    ...shared(z),
    ...contents(z),
    ...noise(z),
    level: z.enum(LOG_LEVEL_NAMES).optional().describe('Highest level of the lines.'),
  });
}

/** What a class mark `@Metered` may say, by configuration. */
export function meteredOptions(z: ZodNamespace) {
  return z.strictObject({
    ...shared(z),
    groups: z.array(z.enum(METRIC_GROUPS)).optional().describe('Only these groups of metrics.'),
  });
}

/** Which states show; an entry between slashes is a regular expression (telemetry specification §1.8). */
export function stateLists(z: ZodNamespace) {
  const list = z.array(text(z).refine(isNameOrPattern, 'expected a name, or a regular expression between slashes'));
  return z.strictObject({
    allow: list.optional().describe('Only these: `State`, `machineId:State`, or `/expression/`. Default: all.'),
    skip: list.optional().describe('Not these, whatever is allowed; an expression may also name a submachine.'),
  });
}

function shared(z: ZodNamespace) {
  return {
    name: text(z).optional().describe("In place of the class's name."),
    states: stateLists(z).optional().describe('Which states show.'),
  };
}

function contents(z: ZodNamespace) {
  return {
    args: z.array(text(z)).optional().describe('Names of the mutation arguments that leave the process.'),
    argLength: z.int().min(4).max(10_000).optional().describe('Characters after which an argument is cut.'),
    secret: z.array(text(z)).optional().describe('Names of arguments that never leave the process.'),
    errors: z.enum(['full', 'type']).optional().describe('How much of errors leaves the process.'),
  };
}

function noise(z: ZodNamespace) {
  return {
    health: z.boolean().optional().describe('Health transitions.'),
    auto: z.boolean().optional().describe('Auto transitions.'),
    checks: z.boolean().optional().describe('Check transitions.'),
  };
}

function ratio(z: ZodNamespace) {
  return z.number().min(0).max(1);
}

function isNameOrPattern(entry: string): boolean {
  try {
    return stateEntry(entry) !== '';
  } catch {
    return false;
  }
}

/**
 * An entry of a list of states as a mark has it: what stands between slashes as a regular expression.
 * @throws SyntaxError when that is none
 */
export function stateEntry(entry: string): string | RegExp {
  const source = /^\/(?<source>.+)\/$/s.exec(entry)?.groups?.['source'];
  return source === undefined ? entry : new RegExp(source);
}
