const PLAIN = /^[^\s"=\\]+$/;

/** A line with pairs behind it, as Loki's `logfmt` reads them. */
export function withPairs(line: string, pairs: Readonly<Record<string, string>>): string {
  const texts = Object.entries(pairs).map(
    ([name, value]) => `${name}=${PLAIN.test(value) ? value : JSON.stringify(value)}`,
  );
  return texts.length === 0 ? line : `${line} ${texts.join(' ')}`;
}
