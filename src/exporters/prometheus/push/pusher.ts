import { HttpClient, refusalText, retryAfterMs } from '../../../http/index.js';
import type { HttpOutcome, TlsOptions } from '../../../http/index.js';
import { backgroundTimers, resultWithin } from '../../shared/index.js';
import type { Timers } from '../../shared/index.js';
import { expose } from '../exposition.js';
import type { MetricRegistry } from '../registry.js';
import { CONTENT_TYPES } from '../text-format.js';
import type { Grouping } from './grouping-path.js';
import { pushAddress } from './push-address.js';

/** Options of {@link Pusher}. */
export interface PusherOptions {
  /** Base address of the Pushgateway; user and password may stand in it. */
  readonly url: string;
  /** What is pushed; a prom-client `Registry` fits. */
  readonly registry: Pick<MetricRegistry, 'contentType' | 'metrics'>;
  /** Label `job` of everything that is pushed. */
  readonly job: string;
  /** More labels of the group, `instance` above all: without one, two processes overwrite each other. @default none */
  readonly grouping?: Grouping | undefined;
  /** Time between two pushes, in milliseconds. @default 15000 */
  readonly intervalMs?: number | undefined;
  /** Longest time the registry takes, and then the Pushgateway, in milliseconds. @default 10000 */
  readonly timeoutMs?: number | undefined;
  /** The end takes the group away again, so that nobody scrapes values of a process that is gone. @default true */
  readonly deleteAtEnd?: boolean | undefined;
  /** More headers of every request. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default what Node trusts, and no certificate of its own */
  readonly tls?: TlsOptions | undefined;
  /** Told of the first failure, and again of the first one after a success. Must not throw. @default it is only counted */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Wraps what sends, as `withoutTracing` of OpenTelemetry does. @default nothing */
  readonly around?: (<R>(run: () => R) => R) | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

/** What became of the pushes so far. */
export interface PushStats {
  readonly pushes: number;
  readonly errors: number;
}

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 10_000;

/**
 * Pushes the metrics of a registry to a Pushgateway: the whole group each time, in text format 0.0.4. A push that fails is made up
 * for by the next one, as counters go on; nothing waits, and two pushes are never on their way at once.
 */
export class Pusher {
  readonly #registry: PusherOptions['registry'];
  readonly #http: HttpClient;
  readonly #timers: Timers;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  readonly #deletes: boolean;
  readonly #onError: (error: unknown) => void;
  readonly #around: <R>(run: () => R) => R;
  #timer: unknown;
  #running: Promise<boolean> | undefined;
  #ending: Promise<void> | undefined;
  #isFailing = false;
  /** How long the other side asked to be left alone. */
  #laterMs = 0;
  #pushes = 0;
  #errors = 0;

  /** @throws MachineError `CONFIG` for an address, job or label that is none */
  constructor(options: PusherOptions) {
    const { url, headers } = pushAddress(options.url, options.job, options.grouping ?? {});
    this.#registry = options.registry;
    this.#timers = options.timers ?? backgroundTimers;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#deletes = options.deleteAtEnd ?? true;
    this.#onError = options.onError ?? (() => {});
    this.#around = options.around ?? ((run) => run());
    this.#http = new HttpClient(
      {
        url,
        headers: { ...options.headers, ...headers },
        compression: 'none',
        tls: options.tls ?? {},
        maxInFlight: 1,
      },
      CONTENT_TYPES.text,
    );
  }

  get stats(): PushStats {
    return { pushes: this.#pushes, errors: this.#errors };
  }

  /** Pushes in intervals from now on; the first push is made after one. */
  start(): void {
    if (this.#timer === undefined && this.#ending === undefined) this.#schedule(this.#intervalMs);
  }

  /** Pushes now, or waits for the push that is on its way. Tells whether it arrived; never rejects. */
  push(): Promise<boolean> {
    this.#running ??= this.#send('PUT').finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Pushes what there is a last time, then takes the group away. Never rejects, safe to call twice. */
  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    const hasArrived = await this.push();
    // Who does not answer has nothing that could be taken away in time.
    if (this.#deletes && (hasArrived || this.#pushes > 0)) await this.#send('DELETE');
    this.#http.close();
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#timers.setTimeout(() => {
      void this.push().then(() => {
        if (this.#ending === undefined) this.#schedule(Math.max(this.#intervalMs, this.#laterMs));
      });
    }, delayMs);
  }

  async #send(method: 'PUT' | 'DELETE'): Promise<boolean> {
    try {
      const body = method === 'PUT' ? await this.#text() : '';
      const outcome = await this.#around(() => this.#http.send(Buffer.from(body), this.#timeoutMs, method));
      this.#laterMs = laterMs(outcome);
      const error = errorOf(outcome);
      if (error !== undefined) return this.#failed(error);
      if (method === 'PUT') this.#pushes += 1;
      this.#isFailing = false;
      return true;
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Metrics of others collect what they like, as long as they like. */
  async #text(): Promise<string> {
    const exposed = expose(this.#registry, 'text');
    const { body } = await resultWithin(exposed, this.#timeoutMs, 'the registry', this.#timers);
    return body;
  }

  #failed(error: unknown): false {
    this.#errors += 1;
    const isFirst = !this.#isFailing;
    this.#isFailing = true;
    try {
      if (isFirst) this.#onError(error);
    } catch {
      // It is counted already, and the next push has to come.
    }
    return false;
  }
}

function errorOf(outcome: HttpOutcome): Error | undefined {
  if (outcome.kind !== 'answered') return outcome.error;
  return outcome.status >= 200 && outcome.status < 300 ? undefined : new Error(refusalText(outcome));
}

function laterMs(outcome: HttpOutcome): number {
  if (outcome.kind !== 'answered') return 0;
  return retryAfterMs(outcome.headers['retry-after'], Date.now()) ?? 0;
}
