import { exemplarLabels } from './exemplar.js';
import type { Exemplar } from './exemplar.js';
import type { FamilyPoints } from './points.js';

/** One line of a scrape, in the shape that prom-client's registry writes and merges. */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that go behind those, written once for many lines. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  /** Name of the series where it isn't that of the family: `_bucket`, `_sum`, `_count`. */
  readonly metricName?: string;
  /** Written by a registry of the OpenMetrics type only. */
  readonly exemplar?: SampleExemplar;
}

/** An exemplar as prom-client has it; `timestamp` in seconds. */
interface SampleExemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number;
}

const NO_LABELS = {};

/** The lines of a family. */
export function samplesOf({ family: { name }, numbers, histograms }: FamilyPoints): readonly Sample[] {
  const samples: Sample[] = numbers.map(({ labels, value, exemplar }) => ({
    labels: NO_LABELS,
    sharedLabels: labels.labels,
    value,
    ...exemplified(exemplar),
  }));
  for (const { labels, buckets, counts, sum, exemplars } of histograms) {
    const sharedLabels = labels.labels;
    let count = 0;
    buckets.le.forEach((le, index) => {
      count += counts[index] ?? 0;
      const exemplar = exemplified(exemplars?.[index]);
      samples.push({ metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count, ...exemplar });
    });
    samples.push({ metricName: `${name}_sum`, labels: NO_LABELS, sharedLabels, value: sum });
    samples.push({ metricName: `${name}_count`, labels: NO_LABELS, sharedLabels, value: count });
  }
  return samples;
}

/** The same with all labels together, as they are read by others than the writer of text. */
export function splayed({ sharedLabels, labels, ...rest }: Sample): Sample {
  return { ...rest, labels: { ...sharedLabels, ...labels } };
}

function exemplified(exemplar: Exemplar | undefined): { readonly exemplar?: SampleExemplar } {
  const labelSet = exemplar && exemplarLabels(exemplar);
  if (exemplar === undefined || labelSet === undefined) return NO_LABELS;
  return { exemplar: { labelSet, value: exemplar.value, timestamp: exemplar.atMs / 1000 } };
}
