/** Length at which log lines cut an argument. */
const CUT = 20;
/** Base64 of fewer characters could be anything. */
const SHORTEST_BASE64 = 8;
/** Lines of fewer characters are no part of a key. */
const SHORTEST_LINE = 8;
/** Letters that nobody writes in another way. */
const SAME_EVERYWHERE = /^[\w.-]*$/;
const ASCII = /^[\0-\x7f]*$/;
/** Bytes that `inspect` shows of a buffer. */
const INSPECTED_BYTES = 50;
/** Bytes that are made a text at once. */
const CHUNK = 0x8000;

/**
 * A text as it is, and as it looks in JSON, also within JSON, in what `inspect` prints, in addresses and forms, in headers, and cut
 * as arguments are.
 */
export function* textForms(text: string): Iterable<string> {
  yield text;
  if (text.length > CUT) yield `${text.slice(0, CUT - 3)}...`;
  yield* base64Forms(ASCII.test(text) ? text : binaryOf(new TextEncoder().encode(text)));
  if (!SAME_EVERYWHERE.test(text)) yield* quotedForms(text);
}

function* quotedForms(text: string): Iterable<string> {
  const json = JSON.stringify(text).slice(1, -1);
  yield json;
  yield JSON.stringify(json).slice(1, -1);
  const unquoted = json.replaceAll('\\"', '"');
  yield unquoted;
  yield unquoted.replaceAll("'", "\\'");
  // A key of several lines is broken into as many pieces.
  if (text.includes('\n')) yield* text.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_LINE);
  yield new URLSearchParams({ t: text }).toString().slice(2);
  yield* addressForms(text);
}

function addressForms(text: string): readonly string[] {
  try {
    return [encodeURIComponent(text), encodeURI(text)];
  } catch {
    // A lone surrogate has no such form.
    return [];
  }
}

/** Bytes as text, as digits, and as they are inspected and sent. */
export function* byteForms(bytes: Uint8Array): Iterable<string> {
  for (const encoding of ['utf-8', 'latin1']) yield* textForms(new TextDecoder(encoding).decode(bytes));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  yield hex.join('');
  yield hex.join('').toUpperCase();
  yield hex.slice(0, INSPECTED_BYTES).join(' ');
  yield bytes.join(',');
  yield [...bytes].join(', ');
  yield* base64Forms(binaryOf(bytes));
}

/** Base64, for addresses too, of bytes alone and behind others, as in `user:password`. */
function* base64Forms(binary: string): Iterable<string> {
  yield* forAddresses(btoa(binary).replace(/=+$/, ''));
  for (const before of [0, 1, 2]) {
    const end = Math.floor(((before + binary.length) * 8) / 6);
    // The first characters, and the one after the end, hold bits of something else.
    const own = btoa('\0'.repeat(before) + binary).slice(before === 0 ? 0 : before + 1, end);
    if (own.length >= SHORTEST_BASE64) yield* forAddresses(own);
  }
}

function forAddresses(base64: string): readonly string[] {
  return /[+/]/.test(base64) ? [base64, base64.replaceAll('+', '-').replaceAll('/', '_')] : [base64];
}

/** Bytes as the text of one letter each that `btoa` takes. */
function binaryOf(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return binary;
}
