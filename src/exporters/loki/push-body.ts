import { AFTER, BEFORE, jsonPairs } from './log-entry.js';
import type { LogEntry } from './log-entry.js';
import { withPairs } from './logfmt.js';

/** How bodies are written. */
export interface BodyStyle {
  /** Labels of every stream. */
  readonly labels: Readonly<Record<string, string>>;
  /** Metadata goes behind the line, for servers that take none. */
  readonly foldsMetadata: boolean;
  /** Each line is a stream, as the reference has it. */
  readonly streamPerLine: boolean;
}

interface Stream {
  readonly labels: string;
  readonly values: string[];
}

/**
 * The body of a push (telemetry specification §4.4): entries in their order, those with the same labels in one stream.
 * @returns texts that are the body one behind the other; to put them together first is to copy them once more
 */
export function pushBody(entries: readonly LogEntry[], style: BodyStyle): readonly string[] {
  const { foldsMetadata, streamPerLine } = style;
  const common = jsonPairs(style.labels);
  const texts: string[] = [];
  let before = '{"streams":[';
  for (const { labels, values } of streamPerLine ? entries.map(alone) : together(entries)) {
    const pairs = [common, labels].filter((text) => text !== '').join(',');
    const shown = foldsMetadata ? values.map(folded) : values;
    texts.push(`${before}{"stream":{${pairs}},"values":[${BEFORE}`, shown.join(`${AFTER},${BEFORE}`));
    before = `${AFTER}]},`;
  }
  texts.push(`${AFTER}]}]}`);
  return texts;
}

function alone({ labels, value }: LogEntry): Stream {
  return { labels, values: [value] };
}

function together(entries: readonly LogEntry[]): readonly Stream[] {
  const streams = new Map<string, Stream>();
  let last: Stream | undefined;
  for (const { labels, value } of entries) {
    // Most entries have the labels of the one before.
    if (last?.labels !== labels) {
      last = streams.get(labels) ?? { labels, values: [] };
      streams.set(labels, last);
    }
    last.values.push(value);
  }
  return [...streams.values()];
}

function folded(value: string): string {
  const [time, line, metadata = {}] = JSON.parse(BEFORE + value + AFTER) as [string, string, Record<string, string>?];
  return `${time}",${JSON.stringify(withPairs(line, metadata))}`;
}
