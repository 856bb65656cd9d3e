/** Half a surrogate pair: a scrape could not tell two labels apart that differ in nothing else. */
const LONE = /\p{Surrogate}/u;

/** Labels of one series, made once and shown in every scrape. */
export class LabelSet {
  readonly labels: Readonly<Record<string, string>>;
  #text: string | undefined;

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = Object.values(labels).some((value) => LONE.test(value)) ? wellFormed(labels) : labels;
  }

  /** As a scrape has them between the braces: `a="b",c="d"`. */
  get text(): string {
    return (this.#text ??= labelText(Object.entries(this.labels)));
  }

  /** These and more; what is undefined is left out: to Prometheus a label that is missing is one that is empty. */
  with(more: Readonly<Record<string, string | undefined>>): LabelSet {
    const labels: Record<string, string> = { ...this.labels };
    for (const [name, value] of Object.entries(more)) if (value !== undefined) labels[name] = value;
    return new LabelSet(labels);
  }
}

function wellFormed(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, value.replaceAll(/\p{Surrogate}/gu, '\ufffd')]),
  );
}

/** Labels as the text formats write them. */
export function labelText(labels: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(labels, ([name, value]) => `${name}="${escaped(value)}"`).join(',');
}

function escaped(value: string): string {
  return /["\\\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : value;
}
