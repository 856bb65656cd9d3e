import { tells } from '../config/index.js';
import type { DiagnosticLevel, DiagnosticWeight } from '../config/index.js';
import { FailureLines, machineLine, printError } from '../exporters/shared/index.js';
import type { SinkStats } from '../exporters/shared/index.js';
import type { TelemetryScopeOptions } from '../instrument/index.js';
import { idOf, setTracerErrorSink } from '../tracer/index.js';
import type { Tracer } from '../tracer/index.js';

/** Told what telemetry has to say of itself, one line at a time. Must not throw. */
export type DiagnosticSink = (line: string) => void;

/** The diagnostics of every telemetry that runs: tracers fail for whoever uses them. */
const all = new Set<Diagnostics>();

/** Settings of {@link Diagnostics}. */
interface DiagnosticsSettings {
  /** @default its start and failures to a sink of one's own, failures alone to the process */
  readonly level?: DiagnosticLevel | undefined;
  /** Milliseconds, from any fixed point. @default the time of the process */
  readonly now?: (() => number) | undefined;
}

/**
 * What a telemetry says of itself while it runs, as far as its level goes. Of failures the first at once, then one line a minute at
 * most, with how many there were meanwhile; from level `verbose` on each of them. Counts and the report tell the rest.
 */
export class Diagnostics {
  readonly #sink: DiagnosticSink | undefined;
  readonly #level: DiagnosticLevel | undefined;
  readonly #failures: FailureLines;
  #unfollow: (() => void) | undefined;
  #tracers: readonly Tracer[] = [];

  /** @param sink undefined for warnings of the process, or for its standard error where a level is set */
  constructor(sink: DiagnosticSink | undefined, { level, now }: DiagnosticsSettings = {}) {
    this.#sink = sink;
    this.#level = level;
    this.#failures = new FailureLines(now);
  }

  /** Whether a level is set that lets lines of this weight through. */
  tells(weight: DiagnosticWeight): boolean {
    return this.#level !== undefined && tells(this.#level, weight);
  }

  /** Tells a line, if the level lets it through. */
  say(weight: DiagnosticWeight, line: string): void {
    if (this.tells(weight)) this.#tell(line, this.#sink ?? printError);
  }

  /** From now on what OpenTelemetry says of itself is told as well, where a level is set and its API is installed. */
  async follow(): Promise<void> {
    const level = this.#level ?? 'none';
    if (level === 'none') return;
    const adapter = await import('../exporters/otel-export/index.js').catch(() => undefined);
    this.#unfollow = adapter?.forwardDiag(level, (weight, line) => this.say(weight, `OpenTelemetry: ${line}`));
  }

  /** From now on errors of these tracers are told. */
  watch(tracers: readonly Tracer[]): void {
    this.#tracers = tracers;
    all.add(this);
    setTracerErrorSink((tracer, callback, error) => {
      for (const each of all)
        if (each.#tracers.includes(tracer)) each.failure(`tracer ${idOf(tracer)}, ${callback}`, error);
    });
  }

  /** Tells nothing more. */
  stop(): void {
    all.delete(this);
    this.#unfollow?.();
  }

  /** Tells that everything runs; without a level to a sink of one's own only. */
  started(line: string): void {
    if (this.#level === undefined) this.#tell(line, this.#sink);
    else this.say('info', line);
  }

  /** Tells of every sink what it did not deliver, and then nothing more. */
  ended(sinks: readonly SinkStats[]): void {
    for (const { signal, accepted, dropped, queued, inFlight } of sinks) {
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const open = queued + inFlight;
      if (lost + open === 0) continue;
      const text = `${String(lost)} of ${String(accepted)} records were dropped, ${String(open)} may not have arrived`;
      this.#complain(`telemetry: ${signal}: at the end ${text}`);
    }
    this.stop();
  }

  /**
   * Tells of a failure, or keeps it for later.
   * @param each never keeps it
   */
  failure(where: string, error: unknown, each = false): void {
    const line = this.#failures.lineFor(where, error, each || this.tells('verbose'));
    if (line !== undefined) this.#complain(line);
  }

  #complain(line: string): void {
    if (this.#level === undefined) this.#tell(line, this.#sink ?? warn);
    else this.say('error', line);
  }

  #tell(line: string, sink: DiagnosticSink | undefined): void {
    try {
      sink?.(line);
    } catch {
      // Whoever asked for diagnostics and can't take them goes without.
    }
  }
}

/** Tells which tracers machines get and lose; undefined where nobody wants to know. */
export function bindingLines(diagnostics: Diagnostics): TelemetryScopeOptions['bindingChanged'] {
  if (!diagnostics.tells('debug')) return undefined;
  return ({ view }, tracer, isBound) => {
    diagnostics.say(
      'debug',
      machineLine(`[${isBound ? 'bind' : 'detach'}] ${idOf(tracer).replaceAll('-', ' ')}`, view),
    );
  };
}

/** Node prints these once each to the standard error, unless told not to. */
function warn(line: string): void {
  process.emitWarning(line, { type: 'StatescopeWarning' });
}
