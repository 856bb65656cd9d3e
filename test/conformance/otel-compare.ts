import type { Outcome } from './engine-case.js';
import type { OtelOutcome } from './otel-case.js';

const SPAN_DEFAULTS: Outcome = {
  name: '',
  parent: -1,
  remoteParent: false,
  trace: 0,
  start: undefined,
  end: undefined,
  ended: true,
  attrs: {},
  links: [],
  linkAttrs: false,
  events: [],
  droppedEvents: 0,
  kind: 0,
  status: 0,
};
const EVENT_DEFAULTS: Outcome = { name: '', attrs: {} };
const LOG_DEFAULTS: Outcome = { mach: '', body: '', severity: 0, severityText: '', attrs: {}, span: -1 };

/** The first difference between what a golden case expects of traces and logs and what happened. */
export function otelDifferenceOf(expected: OtelOutcome, actual: OtelOutcome): string | undefined {
  return (
    compare('results', expected.results, actual.results) ??
    compareLists('spans', SPAN_DEFAULTS, expected.spans, actual.spans) ??
    compareLists('logs', LOG_DEFAULTS, expected.logs, actual.logs) ??
    (expected.spans?.length ? compare('scope', expected.scope, actual.scope) : undefined) ??
    (expected.spans?.length && expected.resource
      ? compare('resource', expected.resource, actual.resource)
      : undefined) ??
    (expected.envAfter ? compare('envAfter', expected.envAfter, actual.envAfter) : undefined)
  );
}

function compareLists(
  name: string,
  defaults: Outcome,
  expected: readonly Outcome[] = [],
  actual: readonly Outcome[] = [],
): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const [wanted, got] = [expected[i], actual[i]];
    const at = `${name}[${String(i)}]`;
    if (wanted === undefined || got === undefined) return compare(at, wanted, got);
    for (const field of Object.keys(defaults)) {
      const difference = compare(`${at}.${field}`, complete(field, wanted, defaults), complete(field, got, defaults));
      if (difference !== undefined) return `${difference} (${String(wanted['name'] ?? wanted['body'])})`;
    }
  }
  return undefined;
}

/** A field with its default where it is absent, and so in the events of a span. */
function complete(field: string, record: Outcome, defaults: Outcome): unknown {
  const value = record[field] ?? defaults[field];
  if (field === 'events') return (value as readonly Outcome[]).map((event) => ({ ...EVENT_DEFAULTS, ...event }));
  return value;
}

function compare(where: string, expected: unknown, actual: unknown): string | undefined {
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)];
  return wanted === got ? undefined : `${where}: expected ${wanted}, got ${got}`;
}
