import type { Outcome } from './engine-case.js';

/** Fields of the records with the default an absent one has. */
const OP_DEFAULTS = {
  result: 0,
  throws: false,
  active: [],
  time: [],
  queueTick: 0,
  err: '',
  fired: [],
  onError: [],
  logs: [],
};
const QUEUED_DEFAULTS = {
  type: '',
  called: [],
  queueTick: 0,
  queueTickNow: 0,
  queueLen: 0,
  queueToken: 0,
  auto: false,
  check: false,
};
const TRANSITION_DEFAULTS = {
  type: '',
  called: [],
  auto: false,
  check: false,
  queueTick: 0,
  queueToken: 0,
  accepted: false,
  target: [],
  enters: [],
  exits: [],
  queueLen: 0,
  timeBefore: [],
  timeCommit: undefined,
  handlers: [],
  skipped: [],
  threw: [],
  steps: [],
};
const NESTED_DEFAULTS = { in: '', op: '', result: 0, throws: false };
const CHANGING = ['accepted', 'target', 'enters', 'exits', 'timeAfter'] as const;
const MISSING_STATES = 'missing states';

/** The first difference between what a golden case expects of an op and what happened. */
export function differenceOf(expected: Outcome, actual: Outcome): string | undefined {
  if (actual['isSubscription'] === true) return compareFields({ fired: [] }, expected, actual, '');
  const err = String(actual['err']);
  const seen = err.startsWith(MISSING_STATES) ? { ...actual, err: MISSING_STATES } : actual;
  const fields = { ...actual, ...seen, result: actual['throws'] === true ? 0 : actual['result'] };
  return (
    compareFields(OP_DEFAULTS, expected, maskErrors(fields), '') ??
    compareLists('queued', expected, actual, (e, a, at) => compareFields(QUEUED_DEFAULTS, e, a, at)) ??
    compareLists('transitions', expected, actual, compareTransition)
  );
}

/** The same for a machine that nobody watches: results, states, clocks, errors, waits, and which handlers were called. */
export function unwatchedDifferenceOf(expected: Outcome, actual: Outcome): string | undefined {
  const calls = ((expected['transitions'] ?? []) as readonly Outcome[]).flatMap(executedHandlers);
  return (
    differenceOf({ ...expected, logs: [], queued: [], transitions: [] }, actual) ??
    (actual['isSubscription'] === true ? undefined : compareFields({ calls: [] }, { calls }, actual, ''))
  );
}

function executedHandlers(transition: Outcome): readonly string[] {
  const skipped = [...((transition['skipped'] ?? []) as readonly string[])];
  return ((transition['handlers'] ?? []) as readonly string[]).filter((handler) => {
    const at = skipped.indexOf(handler);
    if (at !== -1) skipped.splice(at, 1);
    return at === -1;
  });
}

function maskErrors(fields: Outcome): Outcome {
  const onError = (fields['onError'] as string[]).map((text) =>
    text.startsWith(MISSING_STATES) ? MISSING_STATES : text,
  );
  return { ...fields, onError };
}

function compareTransition(expected: Outcome, actual: Outcome, at: string): string | undefined {
  return (
    compareFields(TRANSITION_DEFAULTS, expected, actual, at) ??
    ('timeAfter' in expected ? compareFields({ timeAfter: [] }, expected, actual, at) : undefined) ??
    compareInit(expected, actual, at) ??
    compareLists('nested', expected, actual, (e, a, inner) => compareFields(NESTED_DEFAULTS, e, a, at + inner))
  );
}

/** At the start every changing value is the one of the end, unless `init` names another. */
function compareInit(expected: Outcome, actual: Outcome, at: string): string | undefined {
  const named = (expected['init'] ?? {}) as Outcome;
  const init = actual['init'] as Outcome;
  for (const field of CHANGING) {
    if (field === 'timeAfter' && !('timeAfter' in expected) && !(field in named)) continue;
    const wanted = named[field] ?? expected[field] ?? (field === 'accepted' ? false : []);
    if (!same(wanted, init[field])) return different(`${at}init.${field}`, wanted, init[field]);
  }
  return undefined;
}

function compareLists(
  name: string,
  expected: Outcome,
  actual: Outcome,
  compare: (expected: Outcome, actual: Outcome, at: string) => string | undefined,
): string | undefined {
  const wanted = (expected[name] ?? []) as readonly Outcome[];
  const got = (actual[name] ?? []) as readonly Outcome[];
  for (let i = 0; i < Math.max(wanted.length, got.length); i++) {
    const [one, other] = [wanted[i], got[i]];
    if (one === undefined || other === undefined) return different(`${name}[${String(i)}]`, one, other);
    const difference = compare(one, other, `${name}[${String(i)}].`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function compareFields(defaults: Outcome, expected: Outcome, actual: Outcome, at: string): string | undefined {
  for (const [field, absent] of Object.entries(defaults)) {
    const wanted = expected[field] ?? absent;
    const got = actual[field] ?? absent;
    if (!same(wanted, got)) return different(at + field, wanted, got);
  }
  return undefined;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function different(where: string, expected: unknown, actual: unknown): string {
  return `${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}
