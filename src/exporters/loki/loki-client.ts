import { HttpClient } from '../../http/index.js';
import { LOKI_LABEL } from '../../semconv.js';
import { BatchQueue, normalizedId, systemClock } from '../shared/index.js';
import type { BatchCounts } from '../shared/index.js';
import { AscendingTime } from './ascending-time.js';
import { authHeaders, clientLabels, pushUrl } from './client-options.js';
import type { LokiClientOptions } from './client-options.js';
import { cut } from './cut.js';
import type { LogEntry, LokiLevel } from './log-entry.js';
import { PushDelivery } from './push-delivery.js';

/** What became of the lines of a client. */
export interface LokiStats extends BatchCounts {
  /** Where they go, without a password. */
  readonly address: string;
}

/** A line for {@link LokiClient.push}. */
export interface PushedLine {
  readonly level: LokiLevel;
  readonly machineId: string;
  readonly line: string;
  /** Structured metadata. @default none */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const KIB = 1024;
/** An entry without its texts, roughly. */
const ENTRY_BYTES = 64;
const MAX_BATCH_BYTES = KIB * KIB;
const NOTHING: Readonly<Record<string, string>> = {};

/** Batches as the reference has them (telemetry specification §4.1), and as we have. */
const BATCHES = {
  go: { maxBatch: 5, delayMs: 5000, maxWaiting: 1024 },
  default: { maxBatch: 500, delayMs: 1000, maxWaiting: 10_000 },
} as const;

/**
 * Pushes lines to Loki in batches, one request at a time and in order. Pushing a line never blocks or throws: what finds no room, or
 * is refused, is dropped and counted. While Loki is away, what waits is kept as far as the queue goes, the newest lines.
 */
export class LokiClient {
  readonly #url: URL;
  readonly #http: HttpClient;
  readonly #delivery: PushDelivery;
  readonly #queue: BatchQueue<LogEntry>;
  readonly #time: AscendingTime;
  readonly #hasIdLabel: boolean;
  readonly #isReference: boolean;
  readonly #maxLineBytes: number;
  readonly #limitMs: number;
  #ending: Promise<void> | undefined;

  /**
   * @param address of Loki, as `localhost:3100`; `http://` may be left out
   * @throws MachineError `CONFIG` for an address, label or credential that is unfit
   */
  constructor(address: string, options: LokiClientOptions) {
    const { preset = 'default', idLabel = preset === 'go', timeoutMs = 10_000, around, timers, onError } = options;
    this.#isReference = preset === 'go';
    this.#hasIdLabel = idLabel;
    this.#time = new AscendingTime(options.clock ?? systemClock);
    this.#maxLineBytes = options.maxLineBytes ?? 256 * KIB;
    this.#limitMs = options.limitMs ?? 5000;
    this.#url = pushUrl(address);
    const http = (this.#http = new HttpClient(
      {
        url: this.#url,
        headers: { ...options.headers, ...authHeaders(options) },
        compression: options.compression ?? (this.#isReference ? 'none' : 'gzip'),
        tls: options.tls ?? {},
        maxInFlight: 1,
      },
      'application/json',
    ));
    const send = (body: Uint8Array) => http.send(body, timeoutMs);
    const delivery = (this.#delivery = new PushDelivery({
      labels: clientLabels(options, this.#isReference ? normalizedId(options.service) : options.service),
      streamPerLine: this.#isReference,
      send: around === undefined ? send : (body) => around(() => send(body)),
      timers,
      onError,
    }));
    const { maxBatch, delayMs, maxWaiting } = { ...BATCHES[preset], ...defined(options) };
    this.#queue = new BatchQueue<LogEntry>({
      deliver: (batch) => delivery.deliver(batch),
      ...{ maxBatch, eagerAt: maxBatch, delayMs, maxWaiting, timers },
      maxBatchBytes: MAX_BATCH_BYTES,
      maxBytes: options.maxBytes ?? 4 * MAX_BATCH_BYTES,
      sizeOf: ({ size }) => size,
      dropOldest: true,
      onError: (error) => delivery.report(error),
    });
  }

  /** Takes a line; its time is now. */
  push({ level, machineId, line, metadata = NOTHING }: PushedLine): void {
    const text = cut(line, this.#maxLineBytes);
    let size = ENTRY_BYTES + text.length;
    for (const name in metadata) size += name.length + (metadata[name]?.length ?? 0);
    this.#queue.add({ time: this.#time.next(), labels: this.#labelsOf(level, machineId), line: text, metadata, size });
  }

  stats(): LokiStats {
    const { origin, pathname } = this.#url;
    const counts = this.#queue.counts;
    return { ...counts, errors: Math.max(counts.errors, this.#delivery.failures), address: `${origin}${pathname}` };
  }

  /** Delivers what waits, within the time limit; never rejects. */
  async flush(): Promise<void> {
    this.#delivery.hurry();
    await this.#queue.flush(this.#limitMs);
  }

  /** Flushes, drops and counts what is left, and releases the connection; never rejects, and safe to call twice. */
  shutdown(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#delivery.hurry();
    await this.#queue.close(this.#limitMs);
    this.#delivery.close();
    this.#http.close();
  }

  #labelsOf(level: LokiLevel, machineId: string): Readonly<Record<string, string>> {
    if (this.#isReference) {
      return { [LOKI_LABEL.machineId]: machineId, [LOKI_LABEL.legacyLevel]: level.toUpperCase() };
    }
    return this.#hasIdLabel ? { [LOKI_LABEL.level]: level, [LOKI_LABEL.machineId]: machineId } : LEVEL_LABELS[level];
  }
}

const LEVEL_LABELS: Readonly<Record<LokiLevel, Readonly<Record<string, string>>>> = {
  debug: { [LOKI_LABEL.level]: 'debug' },
  info: { [LOKI_LABEL.level]: 'info' },
  warn: { [LOKI_LABEL.level]: 'warn' },
  error: { [LOKI_LABEL.level]: 'error' },
};

/** An option that is undefined says nothing. */
function defined({ maxBatch, delayMs, maxWaiting }: LokiClientOptions) {
  return {
    ...(maxBatch !== undefined && { maxBatch }),
    ...(delayMs !== undefined && { delayMs }),
    ...(maxWaiting !== undefined && { maxWaiting }),
  };
}
