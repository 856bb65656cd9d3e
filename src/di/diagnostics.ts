import type { SinkStats } from '../exporters/shared/index.js';
import { setTracerErrorSink, thrownText } from '../tracer/index.js';
import type { Tracer } from '../tracer/index.js';

/** Told what telemetry has to say of itself, one line at a time. Must not throw. */
export type DiagnosticSink = (line: string) => void;

const INTERVAL_MS = 60_000;

/** The diagnostics of every telemetry that runs: tracers fail for whoever uses them. */
const all = new Set<Diagnostics>();

/**
 * What a telemetry says of failures while it runs: the first at once, then one line a minute at most, with how many there were
 * meanwhile. Counts and the report tell the rest.
 */
export class Diagnostics {
  readonly #sink: DiagnosticSink | undefined;
  readonly #now: () => number;
  #tracers: readonly Tracer[] = [];
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #heldBack = 0;

  /** @param sink undefined for warnings of the process, which tell failures alone */
  constructor(sink: DiagnosticSink | undefined, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#now = now;
  }

  /** From now on errors of these tracers are told. */
  watch(tracers: readonly Tracer[]): void {
    this.#tracers = tracers;
    all.add(this);
    setTracerErrorSink((tracer, callback, error) => {
      for (const each of all)
        if (each.#tracers.includes(tracer)) each.failure(`tracer ${tracer.id}, ${callback}`, error);
    });
  }

  /** Tells nothing more. */
  stop(): void {
    all.delete(this);
  }

  /** Tells that everything runs; to a sink of one's own only. */
  started(line: string): void {
    this.#tell(line, this.#sink);
  }

  /** Tells of every sink what it did not deliver, and then nothing more. */
  ended(sinks: readonly SinkStats[]): void {
    for (const { signal, accepted, dropped, queued, inFlight } of sinks) {
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const open = queued + inFlight;
      if (lost + open === 0) continue;
      const text = `${String(lost)} of ${String(accepted)} records were dropped, ${String(open)} may not have arrived`;
      this.#tell(`telemetry: ${signal}: at the end ${text}`, this.#sink ?? warn);
    }
    this.stop();
  }

  /** Tells of a failure, or keeps it for later. */
  failure(where: string, error: unknown): void {
    const nowMs = this.#now();
    if (nowMs - this.#saidAtMs < INTERVAL_MS) {
      this.#heldBack += 1;
      return;
    }
    this.#saidAtMs = nowMs;
    const more = this.#heldBack === 0 ? '' : ` (and ${String(this.#heldBack)} failures since the last line)`;
    this.#heldBack = 0;
    this.#tell(`telemetry: ${where}: ${thrownText(error)}${more}`, this.#sink ?? warn);
  }

  #tell(line: string, sink: DiagnosticSink | undefined): void {
    try {
      sink?.(line);
    } catch {
      // Whoever asked for diagnostics and can't take them goes without.
    }
  }
}

/** Node prints these once each to the standard error, unless told not to. */
function warn(line: string): void {
  process.emitWarning(line, { type: 'StatescopeWarning' });
}
