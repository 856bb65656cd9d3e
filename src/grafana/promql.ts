import { LABEL } from '../semconv.js';
import type { MetricFamily } from '../semconv-metrics.js';

/** A test of a label, as it stands in a selector. */
export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A label that has this value; a variable of Grafana may be one. */
export function equals(label: string, value: string): Matcher {
  return { label, op: '=', value };
}

/** A label that fits an expression; the values of a variable with several are one. */
export function fits(label: string, expression: string): Matcher {
  return { label, op: '=~', value: expression };
}

/** Series of a metric, in PromQL; the same form selects streams in LogQL. */
export function selector(metric: string, matchers: readonly Matcher[]): string {
  if (matchers.length === 0) return metric;
  const tests = matchers.map(({ label, op, value }) => `${label}${op}${quoted(value)}`);
  return `${metric}{${tests.join(',')}}`;
}

/** Text in double quotes, as PromQL and LogQL read it; a variable of Grafana stays one, in provisioning too. */
export function quoted(text: string): string {
  return /^\$+(?:\w+|\{[\w.:]+\})$/.test(text) ? JSON.stringify(text) : quotedLiteral(text);
}

/** The same of text in which Grafana finds no variable, and of which neither language refuses a part. */
export function quotedLiteral(text: string): string {
  return JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll(/\$(?!"$)/g, String.raw`\x24`)
    .replaceAll('[[', String.raw`\x5b[`);
}

/** A value as an expression that fits it alone. */
export function literalExpression(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** The sum of an expression, by labels. */
export function sumBy(labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `sum(${expression})` : `sum by (${labels.join(',')}) (${expression})`;
}

/** How often a second, over a window. */
export function rate(series: string, window: string): string {
  return `rate(${series}[${window}])`;
}

/**
 * An answer, or 0 where there is none: what never happened yet has no series.
 * @param labels what the one series is called by then, so that legends are not empty
 */
export function orZero(expression: string, ...labels: readonly string[]): string {
  const zero = labels.reduce((made, label) => `label_replace(${made}, "${label}", "none", "", "")`, 'vector(0)');
  return `${expression} or on() ${zero}`;
}

/** What a histogram is read for. */
export interface HistogramQuery {
  readonly family: MetricFamily;
  readonly matchers: readonly Matcher[];
  readonly window: string;
  /** Labels that stay apart. */
  readonly by?: readonly string[];
  /** It is a native histogram. */
  readonly isNative: boolean;
}

/** A quantile of a histogram over a window. */
export function quantile(q: number, query: HistogramQuery): string {
  return `histogram_quantile(${q}, ${bucketRates(query)})`;
}

/** How often each bucket of a histogram was hit. */
export function bucketRates({ family, matchers, window, by = [], isNative }: HistogramQuery): string {
  const name = isNative ? family.name : `${family.name}_bucket`;
  return sumBy(isNative ? by : [...by, 'le'], rate(selector(name, matchers), window));
}

/** The mean of what a histogram observed over a window. */
export function mean({ family, matchers, window, by = [], isNative }: HistogramQuery): string {
  if (isNative) {
    const rates = sumBy(by, rate(selector(family.name, matchers), window));
    return `histogram_sum(${rates}) / histogram_count(${rates})`;
  }
  const part = (suffix: string): string => sumBy(by, rate(selector(family.name + suffix, matchers), window));
  return `${part('_sum')} / ${part('_count')}`;
}

/** Of transitions that ran for their own sake, not to see whether they could. */
export const NO_CHECK: Matcher = { label: LABEL.check, op: '!=', value: 'true' };
