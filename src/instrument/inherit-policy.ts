import { MachineError } from '../errors.js';
import { propertyOf, reportTracerError } from '../tracer/index.js';
import type { InheritRules, Tracer } from '../tracer/index.js';
import { namePattern } from './name-pattern.js';
import type { ObservedMachine } from './observed.js';

/** A submachine that may inherit a tracer. */
export interface Descent {
  readonly child: ObservedMachine;
  readonly parent: ObservedMachine;
  /** The class of the child, or a base class, is marked `@Parent`. */
  readonly marked: boolean;
  /** Levels below the machine that has the tracer by itself; 1 for its children. */
  readonly depth: number;
}

/** The rules in force for a tracer: what it says itself, then what is said for all. */
export function rulesFor(tracer: Tracer, general: InheritRules): InheritRules {
  const inheritable = propertyOf(tracer, 'inheritable');
  return typeof inheritable === 'object' ? mergedRules(general, inheritable) : general;
}

/** Rules with what other rules say instead; a key that is undefined says nothing. */
export function mergedRules(general: InheritRules, own: InheritRules = {}): InheritRules {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...general, ...(Object.fromEntries(said) as InheritRules) };
}

/** Whether a submachine inherits a tracer. Never throws. */
export function inherits(tracer: Tracer, general: InheritRules, descent: Descent): boolean {
  if (propertyOf(tracer, 'inheritable') === false) return false;
  const rules = rulesFor(tracer, general);
  const { view } = descent.child;
  if (!descent.marked && rules.unmarked !== true) return false;
  if (isMessaging(descent.child) && rules.rpc !== true) return false;
  if (descent.depth > (rules.depth ?? Number.POSITIVE_INFINITY)) return false;
  if (rules.skipTags?.some((pattern) => view.tags.some(namePattern(pattern))) === true) return false;
  // Not `test`, which of a global expression remembers where it was.
  if (rules.skipIds !== undefined && view.id.search(rules.skipIds) >= 0) return false;
  return isChosen(tracer, rules, descent);
}

/** A submachine of the messaging layer, which a tracer ignores even where the machine's own class is marked. */
export function isIgnored(machine: ObservedMachine, tracer: Tracer, general: InheritRules): boolean {
  return machine.parent !== undefined && isMessaging(machine) && rulesFor(tracer, general).rpc !== true;
}

/**
 * Finds what makes no sense in rules.
 * @throws MachineError `CONFIG` naming where, the key, the value and what was expected
 */
export function checkInheritRules(rules: InheritRules, where: string): void {
  const given: unknown = rules;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const expected = `an object with ${Object.keys(EXPECTED).join(', ')}`;
    throw new MachineError('CONFIG', `${where}: inherit is ${describe(given)}: expected ${expected}`);
  }
  const mistake = (key: string, expected: string): never => {
    const value = describe(rules[key as keyof InheritRules]);
    throw new MachineError('CONFIG', `${where}: inherit.${key} is ${value}: expected ${expected}`);
  };
  for (const key of Object.keys(rules))
    if (!(key in EXPECTED)) mistake(key, `one of ${Object.keys(EXPECTED).join(', ')}`);
  for (const [key, [expected, fits]] of Object.entries(EXPECTED)) {
    const value = rules[key as keyof InheritRules];
    if (value !== undefined && !fits(value)) mistake(key, expected);
  }
}

type Expectation = readonly [expected: string, fits: (value: unknown) => boolean];

const TRUTH: Expectation = ['true or false', (value) => typeof value === 'boolean'];
const TEST: Expectation = ['a function', (value) => typeof value === 'function'];
const EXPECTED: Readonly<Record<keyof InheritRules, Expectation>> = {
  unmarked: TRUTH,
  rpc: TRUTH,
  skipTags: ['a list of tags', (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string')],
  skipIds: ['a regular expression', (value) => value instanceof RegExp],
  depth: ['a whole number from 0 up', (value) => Number.isInteger(value) && (value as number) >= 0],
  include: TEST,
  exclude: TEST,
};

function isMessaging({ view }: ObservedMachine): boolean {
  return view.tags.some((tag) => tag === 'relay' || tag.startsWith('rpc-'));
}

function isChosen(tracer: Tracer, { include, exclude }: InheritRules, { child, parent }: Descent): boolean {
  try {
    return include?.(child.view, parent.view) !== false && exclude?.(child.view, parent.view) !== true;
  } catch (error) {
    reportTracerError(tracer, 'inheritable', error);
    return false;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  return Array.isArray(value) ? `[${value.map(describe).join(', ')}]` : String(value);
}
