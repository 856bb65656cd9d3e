/** What vendors add to the identity of a trace (W3C tracestate); that of OpenTelemetry is one. */
export interface TraceState {
  get(key: string): string | undefined;
  set(key: string, value: string): TraceState;
  unset(key: string): TraceState;
  /** As the header has it. */
  serialize(): string;
}

/** Identity of a span that others can correlate with (W3C Trace Context). */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** Bit 0: sampled. */
  readonly traceFlags: number;
  /** Absent where nobody added anything. */
  readonly traceState?: TraceState;
}

/** The fields that come along with a message: headers of Node, of `fetch`, or any others; their names in any case. */
export type TraceCarrier =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | {
      /** Tells the value of a field, as `Headers` and `Map` do. */
      get(name: string): string | null | undefined;
    };
