import { LOG_ATTR, LOKI_FIELD } from '../../semconv.js';
import type { TraceContext } from '../../tracer/index.js';
import type { LogAttributes } from '../log-lines/index.js';

/** Loki takes 128 names and 64 KiB a line by default. */
const MOST_NAMES = 100;
const MOST_BYTES = 48 * 1024;
const MOST_CHARACTERS = 8 * 1024;
/** UTF-8 takes three bytes for a character of a text at most. */
const BYTES_A_CHARACTER = 3;

const NAMES: Readonly<Record<string, string>> = {
  [LOG_ATTR.machineId]: LOKI_FIELD.machineId,
  [LOG_ATTR.machineClass]: LOKI_FIELD.machineClass,
  [LOG_ATTR.txId]: LOKI_FIELD.txId,
  [LOG_ATTR.tag]: LOKI_FIELD.tag,
  [LOG_ATTR.handlerName]: LOKI_FIELD.handler,
};

const nameOfKey = new Map<string, string>([[LOG_ATTR.legacyId, '']]);
const MOST_KEYS = 1000;

/** Attributes of a record and its span as flat texts (telemetry specification §4.4), within what Loki takes. */
export function lineMetadata(
  attributes: LogAttributes,
  correlation: TraceContext | undefined,
): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  if (correlation !== undefined) {
    metadata[LOKI_FIELD.traceId] = correlation.traceId;
    metadata[LOKI_FIELD.spanId] = correlation.spanId;
  }
  let [names, bytes] = [0, 0];
  for (const [key, value] of Object.entries(attributes)) {
    const name = nameOf(key);
    if (name === '') continue;
    const text = shortened(Array.isArray(value) ? value.join(' ') : String(value));
    if (text === '') continue;
    names += 1;
    bytes += (name.length + text.length) * BYTES_A_CHARACTER;
    if (names > MOST_NAMES || bytes > MOST_BYTES) break;
    metadata[name] = text;
  }
  return metadata;
}

/** `asyncmachine.tx.id` is `tx_id`, `args.url` is `args_url`. The names of arguments are as many as the program has. */
function nameOf(key: string): string {
  let name = nameOfKey.get(key);
  if (name === undefined) {
    name = NAMES[key] ?? key.replace(/^asyncmachine\./, '').replace(/\W+/g, '_');
    if (nameOfKey.size < MOST_KEYS) nameOfKey.set(key, name);
  }
  return name;
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}...`;
}
