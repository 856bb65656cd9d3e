import { nearest } from '../nearest.js';
import type { Signal } from '../tracer/index.js';
import { LOG_LEVEL_NAMES, METRIC_GROUPS } from './mark-options.js';

/** What a value is checked against. */
export interface RuleContext {
  /** States of the class. */
  readonly states: readonly string[];
  /** All options of the same mark. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Tells what is wrong with a value, for "is {value}: {what}"; undefined when nothing is. */
type Check = (value: unknown, context: RuleContext) => string | undefined;

/** One option of a mark: where it has a meaning, and what it may be. */
export interface OptionRule {
  readonly on: 'class' | 'handler' | 'both';
  readonly check: Check;
}

const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'expected true or false');
const ofClass = (check: Check): OptionRule => ({ on: 'class', check });
const ofHandler = (check: Check): OptionRule => ({ on: 'handler', check });
const ofBoth = (check: Check): OptionRule => ({ on: 'both', check });

type Rules = Readonly<Record<Signal, Readonly<Record<string, OptionRule>>>>;

/** Every option there is. */
export const OPTION_RULES = /* @__PURE__ */ rules();

function rules(): Rules {
  const content = {
    args: ofBoth((value, { options }) => {
      const hidden: readonly unknown[] = Array.isArray(options['secret']) ? options['secret'] : [];
      const both = Array.isArray(value)
        ? value.find((name): name is string => typeof name === 'string' && hidden.includes(name))
        : undefined;
      return both === undefined ? names(value) : `'${both}' is among secret as well; keep one of the two`;
    }),
    argLength: ofBoth((value) => within(value, 4, 10_000, true)),
    secret: ofBoth((value) => names(value)),
    result: ofHandler((value) => (typeof value === 'boolean' ? undefined : names(value, 'true, false or '))),
    errors: ofBoth((value) =>
      typeof value === 'function' ? undefined : choice(value, ['full', 'type'], ', or a function of text and error'),
    ),
  };

  const noise = { health: ofClass(flag), auto: ofClass(flag), checks: ofClass(flag) };
  const states = { states: ofClass(stateLists) };

  return {
    traced: {
      ...content,
      ...noise,
      ...states,
      as: ofHandler((value) => choice(value, ['span', 'event'])),
      handlers: ofClass((value) => choice(value, ['events', 'spans', 'both', 'off'])),
      canceled: ofClass(flag),
      empty: ofClass(flag),
      minDurationMs: ofClass((value) => within(value, 0, Number.MAX_SAFE_INTEGER)),
      remote: ofClass((value) => choice(value, ['continue', 'link', 'restart'])),
      sample: ofClass(sample),
    },
    logged: { ...content, ...noise, ...states, level: ofClass((value) => choice(value, LOG_LEVEL_NAMES)) },
    metered: { ...states, groups: ofClass((value) => list(value, (each) => choice(each, METRIC_GROUPS))) },
  };
}

function within(value: unknown, least: number, most: number, whole = false): string | undefined {
  const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  const kind = whole ? 'a whole number' : 'a number';
  const end =
    most === Number.MAX_SAFE_INTEGER ? `from ${String(least)} up` : `from ${String(least)} to ${String(most)}`;
  return fits ? undefined : `expected ${kind} ${end}`;
}

function choice(value: unknown, choices: readonly string[], more = ''): string | undefined {
  if (typeof value === 'string' && choices.includes(value)) return undefined;
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  return `expected ${choices.join(', ')}${more}${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
}

function names(value: unknown, or = ''): string | undefined {
  const fits = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
  return fits ? undefined : `expected ${or}a list of names`;
}

function list(value: unknown, check: (each: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'expected a list with at least one entry';
  for (const each of value) {
    const wrong = check(each);
    if (wrong !== undefined) return `'${String(each)}': ${wrong}`;
  }
  return undefined;
}

function stateLists(value: unknown, { states }: RuleContext): string | undefined {
  const expected = 'expected { allow: [...], skip: [...] }';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected;
  for (const [key, entries] of Object.entries(value)) {
    if (key !== 'allow' && key !== 'skip') return `'${key}': ${expected}`;
    if (entries === undefined) continue;
    const wrong = list(entries, (entry) => stateEntry(entry, states));
    if (wrong !== undefined) return `${key}: ${wrong}`;
  }
  return undefined;
}

function stateEntry(entry: unknown, states: readonly string[]): string | undefined {
  if (entry instanceof RegExp) return entry.source === '(?:)' ? 'expected an expression that is not empty' : undefined;
  if (typeof entry !== 'string') return 'expected the name of a state, machineId:State, or an expression';
  const parts = entry.trim().split(':');
  if (parts.length > 2) return 'expected one colon at most: machineId:State';
  const [state = ''] = parts;
  // The state after an id may be that of a submachine.
  if (parts.length === 2 || states.includes(state)) return undefined;
  const meant = nearest(state, states);
  return meant === undefined
    ? 'expected a state of this machine'
    : `no state of this machine; did you mean '${meant}'?`;
}

function sample(value: unknown): string | undefined {
  if (typeof value === 'number') return within(value, 0, 1);
  if (typeof value !== 'object' || value === null)
    return 'expected a ratio from 0 to 1, or { ratio, errors, vetoes, slowMs }';
  const { ratio, errors, vetoes, slowMs, ...others } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `'${unknown}': expected ratio, errors, vetoes or slowMs`;
  const flags = [errors, vetoes]
    .filter((each) => each !== undefined)
    .map((each) => flag(each, { states: [], options: {} }));
  const slow = slowMs === undefined ? undefined : within(slowMs, 0, Number.MAX_SAFE_INTEGER);
  return within(ratio, 0, 1) ?? flags.find((wrong) => wrong !== undefined) ?? slow;
}
