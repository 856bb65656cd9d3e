import { exemplarLabels } from './exemplar.js';
import type { Exemplar } from './exemplar.js';
import { labelText } from './label-set.js';
import type { LabelSet } from './label-set.js';
import type { FamilyPoints, HistogramPoint } from './points.js';

/** The two text formats that metrics are scraped in. */
export type TextFormat = 'text' | 'openmetrics';

/** Their content types, as prom-client has them. */
export const CONTENT_TYPES: Readonly<Record<TextFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** A label that a registry puts on every series. */
export interface DefaultLabel {
  readonly name: string;
  /** `name="value"`. */
  readonly text: string;
}

/** The text of a scrape, of the texts of its families. */
export function joined(families: readonly string[], format: TextFormat): string {
  return format === 'openmetrics' ? `${[...families, '# EOF'].join('\n')}\n` : `${families.join('\n\n')}\n`;
}

/**
 * Writes a family byte for byte as prom-client does, and a good deal faster; OpenMetrics names counters without `_total`
 * and has exemplars.
 * @param defaults labels of the registry, for series that have no label of that name
 */
export function familyText(
  { family, numbers, histograms }: FamilyPoints,
  format: TextFormat,
  defaults: readonly DefaultLabel[] = [],
): string {
  const isOpen = format === 'openmetrics';
  const { name, type } = family;
  const shown = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name;
  let text = `# HELP ${shown} ${escapedHelp(family.help)}\n# TYPE ${shown} ${type}`;
  for (const { labels, value, exemplar } of numbers) {
    const all = allLabels(defaults, labels);
    text += `\n${name}${all === '' ? '' : `{${all}}`} ${numberText(value)}`;
    if (isOpen && exemplar !== undefined && type === 'counter') text += exemplarText(exemplar);
  }
  for (const point of histograms) text += histogramText(name, point, defaults, isOpen);
  return text;
}

function histogramText(
  name: string,
  point: HistogramPoint,
  defaults: readonly DefaultLabel[],
  isOpen: boolean,
): string {
  const { labels, buckets, counts, sum, exemplars } = point;
  const all = allLabels(defaults, labels);
  const start = `\n${name}_bucket{le="`;
  const end = all === '' ? '"} ' : `",${all}} `;
  const kept = isOpen ? exemplars : undefined;
  const { le } = buckets;
  let text = '';
  let count = 0;
  for (let index = 0; index < le.length; index++) {
    count += counts[index] as number;
    text += start + (le[index] as string) + end + String(count);
    const exemplar = kept?.[index];
    if (exemplar !== undefined) text += exemplarText(exemplar);
  }
  const labelled = all === '' ? '' : `{${all}}`;
  return `${text}\n${name}_sum${labelled} ${numberText(sum)}\n${name}_count${labelled} ${String(count)}`;
}

function allLabels(defaults: readonly DefaultLabel[], { labels, text }: LabelSet): string {
  if (defaults.length === 0) return text;
  const missing = defaults.filter(({ name }) => !(name in labels)).map((label) => label.text);
  return [...missing, ...(text === '' ? [] : [text])].join(',');
}

function exemplarText(exemplar: Exemplar): string {
  const labels = exemplarLabels(exemplar);
  if (labels === undefined) return '';
  const { value, atMs } = exemplar;
  return ` # {${labelText(Object.entries(labels))}} ${numberText(value)} ${String(atMs / 1000)}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'Nan';
  return value < 0 ? '-Inf' : '+Inf';
}

function escapedHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
