import { translated } from './foreign-text.js';
import { readOurs } from './read-points.js';
import type { MetricRegistry } from './registry.js';
import { CONTENT_TYPES, familyText, joined } from './text-format.js';
import type { DefaultLabel, TextFormat } from './text-format.js';

/** What a scrape is answered with. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** What a registry has that lets its metrics be written one by one; prom-client's has it. */
interface OpenRegistry extends Pick<MetricRegistry, 'contentType'> {
  getMetricsAsArray(): readonly object[];
  getMetricsAsString(metric: object): Promise<string>;
}

/**
 * The metrics of a registry in either format, from the same numbers: ours are written by our own writer, those of others by the
 * registry, whose content type stays what it is, and translated where it is the other one.
 */
export async function expose(
  registry: Pick<MetricRegistry, 'contentType' | 'metrics'>,
  format: TextFormat,
): Promise<Exposition> {
  const { collected } = registry as { collected?: () => Promise<typeof registry> };
  if (collected !== undefined) return expose(await collected.call(registry), format);
  if (!isOpen(registry)) return { contentType: registry.contentType, body: await registry.metrics() };
  const native: TextFormat = registry.contentType === CONTENT_TYPES.openmetrics ? 'openmetrics' : 'text';
  const defaults = await defaultLabels(registry);
  const families = registry.getMetricsAsArray().map(async (metric) => {
    const ours = readOurs(metric);
    if (ours !== undefined) return familyText(ours, format, defaults);
    const text = await registry.getMetricsAsString(native === 'openmetrics' ? withPlainName(metric) : metric);
    return format === native ? text : translated(text, format);
  });
  return { contentType: CONTENT_TYPES[format], body: joined(await Promise.all(families), format) };
}

/** Any other content type is a format of its own. */
function isOpen(registry: Pick<MetricRegistry, 'contentType'>): registry is OpenRegistry {
  const { getMetricsAsArray, getMetricsAsString } = registry as Partial<OpenRegistry>;
  const isKnown = Object.values(CONTENT_TYPES).includes(registry.contentType);
  return isKnown && typeof getMetricsAsArray === 'function' && typeof getMetricsAsString === 'function';
}

/** Labels that the registry puts on every series: read off one of its own lines, as it shows them nowhere else. */
async function defaultLabels(registry: OpenRegistry): Promise<readonly DefaultLabel[]> {
  const probe = { get: () => ({ name: 'probe', help: '', type: 'gauge', values: [{ value: 0, labels: {} }] }) };
  const text = await registry.getMetricsAsString(probe);
  const labels = /^probe\{(.*)\} 0$/ms.exec(text)?.[1] ?? '';
  return Array.from(labels.matchAll(/(\w+)=(?:"(?:[^"\\]|\\.)*"|[^,]*)/g), ([whole, name = '']) => ({
    name,
    text: whole,
  }));
}

interface Named {
  readonly name: string;
  readonly type: string;
}

/** A registry of the OpenMetrics type takes `_total` off the name of a counter before it writes it, and puts it on again. */
function withPlainName(metric: object): object {
  const read = metric as { get(): Promise<Named>; getForPromString?(): Promise<Named> };
  return {
    get: async () => {
      const collected = await (read.getForPromString?.() ?? read.get());
      if (collected.type !== 'counter') return collected;
      return { ...collected, name: collected.name.replace(/_total$/, '') };
    },
  };
}
