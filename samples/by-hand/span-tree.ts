import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

/** Finished spans as lines, children indented below their parents, siblings by name. */
export function treeOf(spans: readonly ReadableSpan[]): readonly string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const childrenOf = (parentId: string | undefined): readonly ReadableSpan[] =>
    spans
      .filter(
        ({ parentSpanContext: parent }) => (ids.has(parent?.spanId ?? '') ? parent?.spanId : undefined) === parentId,
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const linesOf = (parentId: string | undefined, indent: string): readonly string[] =>
    childrenOf(parentId).flatMap((span) => [
      `${indent}${span.name}`,
      ...linesOf(span.spanContext().spanId, `${indent}  `),
    ]);
  return linesOf(undefined, '');
}
