import { nearest } from '../../nearest.js';
import { bulletsOf, equalityOf } from './matcher.js';
import type { MatcherContext, MatcherResult } from './matcher.js';
import { kindOf } from './observed.js';

/** What is needed of a span; those of OpenTelemetry and of `RecordingSink` have it. */
export interface SpanLike {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** `0:`, `0: `, `!0: ` before the names of states and transitions. */
const INDEX = /^(!?)\d+: ?/;

/**
 * Passes when there is a span of that name with these attributes, among others. The machine's index may be left out: `Ready` and
 * `[add] Ready` fit `0:Ready` and `0: [add] Ready`. The spans are those of a `RecordingSink`, of the container's `MEMORY_SPANS`,
 * of an `InMemorySpanExporter`, or a list.
 */
export function toHaveSpan(
  this: MatcherContext,
  received: unknown,
  name: string | RegExp,
  attributes: Readonly<Record<string, unknown>> = {},
): MatcherResult {
  const equals: MatcherContext['equals'] = (a, b) => equalityOf(this)(a, b);
  const spans = spansOf(received);
  if (typeof name !== 'string' && !isRegExp(name)) {
    throw new Error(`toHaveSpan needs the name of a span, or an expression for it, not ${kindOf(name)}`);
  }
  const named = spans.filter((span) => isCalled(span.name, name));
  const found = named.find((span) => differing(span, attributes, equals).length === 0);
  return {
    pass: found !== undefined,
    message: () => {
      if (found !== undefined) return `expected no span ${String(name)}, but there is "${found.name}"`;
      if (named.length === 0) return missingName(name, spans);
      const lines = named.map((span) => `"${span.name}" has ${differing(span, attributes, equals).join(', ')}`);
      return `expected a span ${String(name)} with ${JSON.stringify(attributes)}; instead\n${bulletsOf(lines)}`;
    },
  };
}

/** Also of another realm, as in test runners. */
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]';
}

function missingName(name: string | RegExp, spans: readonly SpanLike[]): string {
  const names = [...new Set(spans.map((span) => span.name))];
  const plain = names.map((each) => each.replace(INDEX, '$1'));
  const meant = typeof name === 'string' ? nearest(name, [...names, ...plain]) : undefined;
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `expected a span ${String(name)}${hint}; instead there are\n${bulletsOf(names)}`;
}

function isCalled(actual: string, expected: string | RegExp): boolean {
  const plain = actual.replace(INDEX, '$1');
  if (typeof expected === 'string') return actual === expected || plain === expected;
  return actual.search(expected) !== -1 || plain.search(expected) !== -1;
}

/** Attributes that are not as expected, as they are. */
function differing(
  { attributes = {} }: SpanLike,
  expected: Readonly<Record<string, unknown>>,
  equals: MatcherContext['equals'],
): readonly string[] {
  return Object.entries(expected)
    .filter(([key, value]) => !equals(attributes[key], value))
    .map(([key]) => `${key} ${(JSON.stringify(attributes[key]) as string | undefined) ?? 'not set'}`);
}

function spansOf(received: unknown): readonly SpanLike[] {
  const holder = received as {
    readonly spans?: unknown;
    readonly items?: unknown;
    readonly getFinishedSpans?: () => unknown;
  } | null;
  const spans = Array.isArray(received) ? received : (holder?.spans ?? holder?.items ?? holder?.getFinishedSpans?.());
  if (Array.isArray(spans)) return spans as readonly SpanLike[];
  throw new Error(
    `toHaveSpan is of a RecordingSink, a memory of spans, an InMemorySpanExporter or a list of spans, not of ${kindOf(received)}`,
  );
}
