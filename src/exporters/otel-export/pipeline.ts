import { BatchQueue, endsWithin } from '../shared/index.js';
import type { BatchCounts } from '../shared/index.js';
import type { Delivery, ExportTarget, OtlpProtocol } from './export-target.js';

/** Enough for 25,000 records a second with a receiver that takes 300 ms an answer. */
const MAX_IN_FLIGHT = 16;
const EAGER_AT = 50;

/** Limits of a pipeline; every one has a default. */
export interface PipelineOptions {
  /** Records that wait until a batch goes off at once. @default 50 */
  readonly eagerAt?: number | undefined;
  /** Most records of one batch. @default 512 */
  readonly maxBatch?: number | undefined;
  /** Most batches on their way to one receiver of OTLP; to any other target it is one. @default 16 */
  readonly maxInFlight?: number | undefined;
  /** Longest a record waits for company, in milliseconds. @default 100 */
  readonly delayMs?: number | undefined;
  /** Most records waiting for one target; further ones are dropped and counted. @default 32768 */
  readonly maxWaiting?: number | undefined;
  /** Longest a flush or a shutdown takes, in milliseconds. @default 10000 */
  readonly limitMs?: number | undefined;
  /** Told of the first failure of a target, and again after it had recovered. Must not throw. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What became of the records of one target. */
export interface TargetStats extends BatchCounts {
  /** What kind of target it is, and its number among those of the pipeline. */
  readonly kind: ExportTarget<unknown>['kind'];
  readonly index: number;
  /** How it speaks OTLP. */
  readonly protocol: OtlpProtocol | undefined;
  /** Where it goes, when that was said. */
  readonly address: string | undefined;
}

/** What became of the records of a pipeline, summed over its targets; `received` counts each record once. */
export interface ExportStats extends Pick<
  BatchCounts,
  'received' | 'exported' | 'dropped' | 'failed' | 'errors' | 'waiting'
> {
  /** Each target by itself. A provider of one's own may leave them out. */
  readonly targets?: readonly TargetStats[];
}

/** One bounded queue per target, so that a slow one does not hold up the others. */
export class Pipeline<T> {
  readonly #targets: readonly { readonly queue: BatchQueue<T>; readonly delivery: Delivery<T> }[];
  readonly #limitMs: number;
  #received = 0;
  #ending: Promise<void> | undefined;

  constructor(
    deliveries: readonly Delivery<T>[],
    options: PipelineOptions & { readonly maxBytes?: number; readonly sizeOf?: (item: T) => number },
  ) {
    this.#limitMs = options.limitMs ?? 10_000;
    const { eagerAt = EAGER_AT, maxBatch = Infinity, maxWaiting = Infinity } = options;
    this.#targets = deliveries.map((delivery) => ({
      delivery,
      queue: new BatchQueue<T>({
        ...options,
        // A batch that is full, or a queue, waits for nobody.
        eagerAt: Math.min(eagerAt, maxBatch, maxWaiting),
        maxInFlight: delivery.isConcurrent === true ? (options.maxInFlight ?? MAX_IN_FLIGHT) : 1,
        deliver: (batch) => delivery.deliver(batch),
      }),
    }));
  }

  /** Hands a finished record to every target; returns at once. */
  add(item: T): void {
    this.#received += 1;
    for (const { queue } of this.#targets) queue.add(item);
  }

  stats(): ExportStats {
    const sum = { received: this.#received, exported: 0, dropped: 0, failed: 0, errors: 0, waiting: 0 };
    const targets = this.#targets.map(({ queue, delivery }, index) => ({
      ...queue.counts,
      kind: delivery.kind,
      protocol: delivery.protocol,
      address: delivery.address,
      index,
    }));
    for (const counts of targets) {
      sum.exported += counts.exported;
      sum.dropped += counts.dropped;
      sum.failed += counts.failed;
      sum.errors += counts.errors;
      sum.waiting += counts.waiting;
    }
    return { ...sum, targets };
  }

  /** Delivers what waits, within the time limit; never rejects. */
  async flush(): Promise<void> {
    await Promise.all(this.#targets.map(({ queue }) => queue.flush(this.#limitMs)));
  }

  /** Flushes and releases the targets, within the time limit each; never rejects, and safe to call twice. */
  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    await Promise.all(
      this.#targets.map(async ({ queue, delivery }) => {
        await queue.close(this.#limitMs);
        await endsWithin(delivery.close(), this.#limitMs);
      }),
    );
  }
}
