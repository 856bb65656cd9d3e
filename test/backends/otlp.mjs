/** Spans and log records of OTLP JSON documents, flat, attributes as plain values. */
export function readTraces(documents) {
  return documents.flatMap((text) => groups(text, 'resourceSpans', 'scopeSpans', 'spans'));
}

/** Log records of OTLP JSON documents, flat, attributes as plain values. */
export function readLogs(documents) {
  return documents.flatMap((text) => groups(text, 'resourceLogs', 'scopeLogs', 'logRecords'));
}

/** What an OTLP/HTTP endpoint says to one document: its status and the records it refused. */
export async function send(url, document) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: document,
  });
  const text = await response.text();
  const { rejectedSpans = 0, rejectedLogRecords = 0 } = JSON.parse(text || '{}').partialSuccess ?? {};
  return { status: response.status, rejected: Number(rejectedSpans) + Number(rejectedLogRecords) };
}

function groups(text, resources, scopes, records) {
  return (JSON.parse(text)[resources] ?? []).flatMap(({ resource, [scopes]: inner }) =>
    inner.flatMap(({ scope, [records]: list }) => list.map((item) => record(item, resource, scope))),
  );
}

function record(item, resource, scope) {
  return {
    ...item,
    attributes: plain(item.attributes),
    ...Object.fromEntries(['events', 'links'].map((key) => [key, item[key]?.map(withPlainAttributes)])),
    resource: plain(resource?.attributes),
    scope: scope?.name,
  };
}

const withPlainAttributes = (part) => ({ ...part, attributes: plain(part.attributes) });

const plain = (list = []) => Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));

function plainValue(value) {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
