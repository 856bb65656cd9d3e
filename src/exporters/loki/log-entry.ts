/** The level of a line, as label `level` has it; a closed set. */
export type LokiLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line on its way to Loki. */
export interface LogEntry {
  /** Nanoseconds since the epoch, as decimal digits; later in every entry of a client. */
  readonly time: string;
  /** What is added to the labels that all streams of the client have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
  /** Structured metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes it takes, roughly. */
  readonly size: number;
}
