import type { MetricFamily } from '../../semconv-metrics.js';
import type { Exemplar } from './exemplar.js';
import type { Buckets, Histogram } from './histogram.js';
import type { LabelSet } from './label-set.js';

/** A counter or a gauge as it is now. */
export interface NumberPoint {
  readonly labels: LabelSet;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

/** A histogram as it is now. */
export interface HistogramPoint {
  readonly labels: LabelSet;
  readonly buckets: Buckets;
  /** Not cumulative; the last one is of what lies above all bounds. */
  readonly counts: ArrayLike<number>;
  /** In the unit that is shown. */
  readonly sum: number;
  readonly exemplars?: readonly (Exemplar | undefined)[] | undefined;
}

/** Every series of one family as it is now; a family has points of one kind. */
export interface FamilyPoints {
  readonly family: MetricFamily;
  readonly numbers: readonly NumberPoint[];
  readonly histograms: readonly HistogramPoint[];
}

/** The point of a histogram. */
export function pointOf(labels: LabelSet, { buckets, counts, sum, exemplars }: Histogram): HistogramPoint {
  return { labels, buckets, counts, sum: sum / buckets.scale, exemplars };
}

/** Several sources of a family as one: the same series of two of them is summed, or the larger one, as the family says. */
export function mergePoints(family: MetricFamily, sources: readonly FamilyPoints[]): FamilyPoints {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  const add = family.merge === 'max' ? Math.max : (a: number, b: number) => a + b;
  return {
    family,
    numbers: merged(
      sources.flatMap(({ numbers }) => numbers),
      (a, b) => ({ ...a, value: add(a.value, b.value), exemplar: newest(a.exemplar, b.exemplar) }),
    ),
    histograms: merged(
      sources.flatMap(({ histograms }) => histograms),
      mergedHistogram,
    ),
  };
}

/** How many series points are, counted as Prometheus does: each bucket of a histogram is one. */
export function seriesOf({ numbers, histograms }: FamilyPoints): number {
  return numbers.length + histograms.reduce((sum, { buckets }) => sum + buckets.series, 0);
}

function merged<P extends { readonly labels: LabelSet }>(points: readonly P[], join: (a: P, b: P) => P): readonly P[] {
  const known = new Map<string, P>();
  for (const point of points) {
    const before = known.get(point.labels.text);
    known.set(point.labels.text, before === undefined ? point : join(before, point));
  }
  return known.size === points.length ? points : [...known.values()];
}

function mergedHistogram(a: HistogramPoint, b: HistogramPoint): HistogramPoint {
  const counts = Array.from(a.counts, (count, index) => count + (b.counts[index] ?? 0));
  const exemplars = counts.map((_, index) => newest(a.exemplars?.[index], b.exemplars?.[index]));
  return { ...a, counts, sum: a.sum + b.sum, exemplars };
}

function newest(a: Exemplar | undefined, b: Exemplar | undefined): Exemplar | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.atMs >= b.atMs ? a : b;
}
