/**
 * A name as it stands in names of metrics and in labels of the reference: lower case, and each run of other characters than
 * `a-z`, `0-9` and `_` is one `_` (telemetry specification §0.2). Different names may become the same.
 */
export function normalizedId(name: string): string {
  return Array.from(name, lowerCase)
    .join('')
    .replaceAll(/[^a-z_0-9]+/g, '_');
}

/** As the reference does it, one code point for one: `İ` has two in JavaScript. */
function lowerCase(character: string): string {
  return String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
}

/** A name as it can stand in the name of a metric, in its own case: one that fits stays as it is. */
export function metricPart(name: string): string {
  return name.replaceAll(/\W+/g, '_');
}
