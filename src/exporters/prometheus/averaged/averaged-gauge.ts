import type { MetricFamily } from '../../../semconv-metrics.js';
import { LabelSet } from '../label-set.js';
import type { FamilyPoints } from '../points.js';
import { READ } from '../read-points.js';

const NO_LABELS = new LabelSet({});

/** What a registry reads of a gauge. */
interface CollectedGauge {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge';
  readonly aggregator: 'average';
  readonly values: readonly { readonly value: number; readonly labels: Readonly<Record<string, string>> }[];
}

/** One gauge of one machine: a metric to prom-client, whose value is worked out when it is scraped. */
export class AveragedGauge {
  readonly name: string;
  readonly help: string;
  readonly type = 'gauge';
  readonly aggregator = 'average';
  readonly labelNames = [];
  readonly #value: () => number;

  constructor({ name, help }: { readonly name: string; readonly help: string }, value: () => number) {
    this.name = name;
    this.help = help;
    this.#value = value;
  }

  get value(): number {
    return this.#value();
  }

  [READ](): FamilyPoints {
    const { name, help, type } = this;
    const family: MetricFamily = { name, help, type, unit: '', labels: [] };
    return { family, numbers: [{ labels: NO_LABELS, value: this.value }], histograms: [] };
  }

  get(): Promise<CollectedGauge> {
    const { name, help, type, aggregator } = this;
    return Promise.resolve({ name, help, type, aggregator, values: [{ value: this.value, labels: {} }] });
  }

  /** A registry calls this on all its metrics; the next interval resets ours. */
  reset(): void {}
}
