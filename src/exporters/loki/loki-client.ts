import { HttpClient } from '../../http/index.js';
import { LOKI_LABEL } from '../../semconv.js';
import { BatchQueue, normalizedId, systemClock } from '../shared/index.js';
import type { BatchCounts } from '../shared/index.js';
import { AscendingTime } from './ascending-time.js';
import { authHeaders, clientLabels, pushUrl } from './client-options.js';
import type { LokiClientOptions } from './client-options.js';
import { cut } from './cut.js';
import { jsonPairs, lengthOf } from './log-entry.js';
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
  push({ level, machineId, line, metadata = {} }: PushedLine): void {
    const text = this.cut(line);
    const pairs = jsonPairs(metadata);
    const rest = `",${JSON.stringify(text)}${pairs === '' ? '' : `,{${pairs}}`}`;
    this.pushJson(level, machineId, rest, text.length + lengthOf(metadata));
  }

  /** For tracers: a line as it is pushed, no longer than lines may be. */
  cut(line: string): string {
    return cut(line, this.#maxLineBytes);
  }

  /**
   * For tracers: takes a line that is JSON already, as {@link LokiLogs} puts it together of texts that many lines have in common.
   * @param rest what stands in the array of a push behind the digits of the time: `","[state] +Start",{"tag":"state"}`
   * @param length characters of the line, and of the names and values of its metadata
   */
  pushJson(level: LokiLevel, machineId: string, rest: string, length: number): void {
    const labels = this.#labelsOf(level, machineId);
    this.#queue.add({ labels, value: this.#time.next() + rest, size: ENTRY_BYTES + length });
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

  #labelsOf(level: LokiLevel, machineId: string): string {
    if (this.#isReference) {
      return jsonPairs({ [LOKI_LABEL.machineId]: machineId, [LOKI_LABEL.legacyLevel]: level.toUpperCase() });
    }
    const labels = LEVEL_LABELS[level];
    return this.#hasIdLabel ? `${labels},${jsonPairs({ [LOKI_LABEL.machineId]: machineId })}` : labels;
  }
}

const LEVEL_LABELS: Readonly<Record<LokiLevel, string>> = {
  debug: jsonPairs({ [LOKI_LABEL.level]: 'debug' }),
  info: jsonPairs({ [LOKI_LABEL.level]: 'info' }),
  warn: jsonPairs({ [LOKI_LABEL.level]: 'warn' }),
  error: jsonPairs({ [LOKI_LABEL.level]: 'error' }),
};

/** An option that is undefined says nothing. */
function defined({ maxBatch, delayMs, maxWaiting }: LokiClientOptions) {
  return {
    ...(maxBatch !== undefined && { maxBatch }),
    ...(delayMs !== undefined && { delayMs }),
    ...(maxWaiting !== undefined && { maxWaiting }),
  };
}
