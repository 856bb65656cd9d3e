/** One line of a scrape, in the shape that prom-client's registry writes and merges. */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Name of the series where it isn't that of the family: `_bucket`, `_sum`, `_count`. */
  readonly metricName?: string;
}

/** Adds up samples with the same name and labels, so that two sources of one family give each series once. */
export function mergeSamples(lists: readonly (readonly Sample[])[]): readonly Sample[] {
  const merged = new Map<string, Sample>();
  for (const sample of lists.flat()) {
    const key = JSON.stringify([sample.metricName, sample.labels]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? sample : { ...known, value: known.value + sample.value });
  }
  return [...merged.values()];
}
