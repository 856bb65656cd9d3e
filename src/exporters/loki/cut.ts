const DOTS = '...';
/** UTF-8 takes three bytes for a character of a text at most. */
const BYTES_A_CHARACTER = 3;

/** A text of so many bytes of UTF-8 at most, dots included; no character is halved. */
export function cut(text: string, maxBytes: number): string {
  if (text.length * BYTES_A_CHARACTER <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text.slice(0, maxBytes)).subarray(0, Math.max(0, maxBytes - DOTS.length));
  // What is left of a character at the end is the one that stands for what cannot be read.
  return bytes.toString('utf8').replace(/\ufffd+$/, '') + DOTS;
}
