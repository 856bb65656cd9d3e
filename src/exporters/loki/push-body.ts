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

type Value = readonly [time: string, line: string, metadata?: Readonly<Record<string, string>>];

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: Value[];
}

/** The body of a push (telemetry specification §4.4): entries in their order, those with the same labels in one stream. */
export function pushBody(entries: readonly LogEntry[], { labels, foldsMetadata, streamPerLine }: BodyStyle): string {
  const streams: Stream[] = [];
  const known = new Map<string, Stream>();
  for (const entry of entries) {
    const key = JSON.stringify(entry.labels);
    let stream = streamPerLine ? undefined : known.get(key);
    if (stream === undefined) {
      stream = { stream: { ...labels, ...entry.labels }, values: [] };
      known.set(key, stream);
      streams.push(stream);
    }
    stream.values.push(valueOf(entry, foldsMetadata));
  }
  return JSON.stringify({ streams });
}

function valueOf({ time, line, metadata }: LogEntry, foldsMetadata: boolean): Value {
  if (foldsMetadata) return [time, withPairs(line, metadata)];
  return Object.keys(metadata).length === 0 ? [time, line] : [time, line, metadata];
}
