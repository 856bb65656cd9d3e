import { isDeepStrictEqual } from 'node:util';

/** What is left of a time in milliseconds since the epoch on its way through nanoseconds. */
const TOLERANCE_MS = 0.002;
const ERROR = 2;

/**
 * How spans that came back from a backend differ from what a recording sink saw; empty when nothing is missing, doubled, or
 * other than it was. Ids differ between sinks, so a span is known by its way from the root and the transition it tells of.
 */
export function compareSpans(recorded, received) {
  const expected = spansByKey(recorded.map(recordedSpan));
  const found = spansByKey(received.map(receivedSpan));
  const keys = new Set([...expected.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => differences(key, expected.get(key) ?? [], found.get(key) ?? []));
}

/** How log records that came back differ from those a recording logger saw, whatever their order. */
export function compareLogs(recorded, received) {
  const text = ({ body, severityNumber, attributes }) => JSON.stringify([body, severityNumber, sorted(attributes)]);
  const counts = new Map();
  const count = (key, by) => counts.set(key, (counts.get(key) ?? 0) + by);
  for (const record of recorded) count(text(record), 1);
  for (const record of received) count(text({ ...record, body: record.body.stringValue }), -1);
  return [...counts].flatMap(([record, by]) =>
    by === 0 ? [] : [`${record} ${by > 0 ? 'is missing' : 'is too many'}`],
  );
}

function recordedSpan({ context, parent, name, startMs, endMs, attributes, links, events, failure }) {
  return {
    id: context.spanId,
    parent: parent?.spanId,
    name,
    times: [startMs, endMs],
    attributes,
    links: links.map((link) => ({ to: link.context.spanId, attributes: link.attributes ?? {} })),
    events: events.map(({ name, attributes }) => ({ name, attributes })),
    failure: failure ?? null,
  };
}

function receivedSpan(span) {
  const { links = [], events = [], status = {} } = span;
  return {
    id: span.spanId,
    parent: span.parentSpanId || undefined,
    name: span.name,
    times: [span.startTimeUnixNano, span.endTimeUnixNano].map((nanos) => Number(BigInt(nanos) / 1000n) / 1000),
    attributes: Object.fromEntries(Object.entries(span.attributes).filter(([key]) => key !== '@jaeger@warnings')),
    links: links.map(({ spanId, attributes }) => ({ to: spanId, attributes })),
    events: events.map(({ name, attributes }) => ({ name, attributes })),
    failure: status.code === ERROR ? (status.message ?? '') : null,
  };
}

/** Spans by their keys; ids in links are replaced by keys. */
function spansByKey(spans) {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const keys = new Map();
  const keyOf = (id) => {
    const span = byId.get(id);
    if (span === undefined) return `(${id})`;
    if (!keys.has(id)) {
      const above = span.parent === undefined ? '' : keyOf(span.parent);
      keys.set(id, `${above}/${span.name}${span.attributes.tx_id === undefined ? '' : `#${span.attributes.tx_id}`}`);
    }
    return keys.get(id);
  };
  const grouped = new Map();
  for (const span of spans) {
    const links = span.links.map(({ to, attributes }) => JSON.stringify([keyOf(to), sorted(attributes)])).sort();
    const events = span.events.map(({ name, attributes }) => JSON.stringify([name, sorted(attributes)])).sort();
    const key = keyOf(span.id);
    grouped.set(key, [...(grouped.get(key) ?? []), { ...span, links, events }]);
  }
  return grouped;
}

function differences(key, expected, found) {
  if (expected.length !== found.length) return [`${key}: is there ${found.length} times, expected ${expected.length}`];
  const ordered = (spans) => [...spans].sort((a, b) => a.times[0] - b.times[0]);
  const others = ordered(found);
  return ordered(expected).flatMap((span, at) => {
    const other = others[at];
    const late = span.times.some((time, which) => Math.abs(time - other.times[which]) > TOLERANCE_MS);
    const wrong = ['attributes', 'links', 'events', 'failure'].filter(
      (part) => !isDeepStrictEqual(span[part], other[part]),
    );
    const told = wrong.map((part) => `${part} ${JSON.stringify(other[part])}, expected ${JSON.stringify(span[part])}`);
    if (late) told.push(`times ${other.times.join('-')}, expected ${span.times.join('-')}`);
    return told.map((text) => `${key}: ${text}`);
  });
}

const sorted = (attributes) => Object.entries(attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
