import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import type { Baggage, BaggageEntry } from '@opentelemetry/api';

/** What W3C Baggage says everybody has to take: more is cut off. */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 180;

/** A name as headers have them. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Reads W3C `baggage`, what is malformed left out; undefined when nothing is left. */
export function parseBaggage(text: string): Baggage | undefined {
  const entries: Record<string, BaggageEntry> = {};
  let count = 0;
  let bytes = 0;
  for (const member of text.split(',')) {
    bytes += member.length + 1;
    if (bytes > MAX_BYTES + 1 || count >= MAX_MEMBERS) break;
    const [name, entry] = entryOf(member) ?? [];
    if (name === undefined || entry === undefined) continue;
    entries[name] = entry;
    count += 1;
  }
  return count === 0 ? undefined : propagation.createBaggage(entries);
}

/** Writes W3C `baggage`, as much of it as headers may hold; empty for none. */
export function baggageText(baggage: Baggage): string {
  let text = '';
  for (const [name, { value, metadata }] of baggage.getAllEntries().slice(0, MAX_MEMBERS)) {
    if (!TOKEN.test(name)) continue;
    const properties = metadata === undefined ? '' : metadata.toString();
    const member = `${name}=${encodeURIComponent(value)}${properties === '' ? '' : `;${properties}`}`;
    const longer = text === '' ? member : `${text},${member}`;
    if (longer.length <= MAX_BYTES) text = longer;
  }
  return text;
}

function entryOf(member: string): readonly [string, BaggageEntry] | undefined {
  const end = member.indexOf(';');
  const pair = end === -1 ? member : member.slice(0, end);
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  if (!TOKEN.test(name)) return undefined;
  const value = decoded(pair.slice(equals + 1).trim());
  if (value === undefined) return undefined;
  const properties = end === -1 ? '' : member.slice(end + 1).trim();
  return [name, properties === '' ? { value } : { value, metadata: baggageEntryMetadataFromString(properties) }];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
