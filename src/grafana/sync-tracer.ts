import type { Timers } from '../exporters/shared/index.js';
import type { InheritRules, MachineView, Tracer } from '../tracer/index.js';
import { genDashboard } from './dashboard.js';
import type { DashboardParams } from './params.js';
import { syncDashboard } from './sync.js';
import type { SyncParams } from './sync.js';
import { sharedGauges } from './twins.js';
import { UploadQueue } from './upload-queue.js';

/** What a dashboard that follows machines shows, and where it goes. */
export interface GrafanaSyncOptions extends Omit<DashboardParams, 'preset'>, Omit<SyncParams, 'preset'> {
  /** @default 'grafanasync' */
  readonly id?: string | undefined;
  /** Who is followed besides the machines it is bound to. @default true: submachines marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** How long it waits for more machines before it uploads, in milliseconds. @default 2,000 */
  readonly debounceMs?: number | undefined;
  /** Most machines that get rows of their own; further ones are reported once. @default 50 */
  readonly maxMachines?: number | undefined;
  /** Machines that are disposed of lose their rows. @default false: until the program ends */
  readonly pruneDisposed?: boolean | undefined;
  /** Told of failures. Must not throw. @default they are only counted */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Told once of each thing that a dashboard cannot show right. Must not throw. */
  readonly warn?: ((text: string) => void) | undefined;
  readonly timers?: Timers | undefined;
}

const DEBOUNCE_MS = 2_000;
const MAX_MACHINES = 50;

/**
 * Keeps a dashboard in Grafana up to date with the machines there are: uploaded when it is bound, and when a machine comes that it
 * has no rows for (telemetry specification §5.4, §5.5). Machines never wait for it.
 */
export class GrafanaSyncTracer implements Tracer {
  readonly id: string;
  readonly inheritable: boolean | InheritRules;
  readonly #options: GrafanaSyncOptions;
  readonly #uploads: UploadQueue;
  /** How many live machines have an id; the ids of `params` stay. */
  readonly #machines = new Map<string, number>();
  readonly #warned = new Set<string>();
  #uploaded: string | undefined;
  #failures = 0;

  constructor(options: GrafanaSyncOptions) {
    this.id = options.id ?? 'grafanasync';
    this.inheritable = options.inherit ?? true;
    this.#options = options;
    this.#uploads = new UploadQueue({
      upload: () => this.#upload(),
      delayMs: options.debounceMs ?? DEBOUNCE_MS,
      timers: options.timers,
      onError: (error) => {
        this.#failures += 1;
        options.onError?.(error);
      },
    });
  }

  /** Runs of failed uploads so far. */
  get failures(): number {
    return this.#failures;
  }

  /** Uploads without a machine: layout `overview` needs none. */
  start(): void {
    this.#uploads.request();
  }

  machineInit({ id }: MachineView): void {
    const known = this.#machines.get(id);
    if (known === undefined && this.#machines.size >= (this.#options.maxMachines ?? MAX_MACHINES)) {
      this.#warn(
        `more than ${this.#machines.size} machines: the others get no rows of their own; layout overview shows all`,
      );
      return;
    }
    this.#machines.set(id, (known ?? 0) + 1);
    if (known === undefined) this.#warnOfTwins();
    this.#uploads.request();
  }

  schemaChange(): void {
    this.#uploads.request();
  }

  machineDispose({ id }: MachineView): void {
    this.#forget(id);
  }

  machineDetach({ id }: MachineView): void {
    this.#forget(id);
  }

  flush(): Promise<void> {
    return this.#uploads.flush();
  }

  shutdown(): Promise<void> {
    return this.#uploads.shutdown();
  }

  #forget(id: string): void {
    const known = this.#machines.get(id);
    if (known === undefined) return;
    this.#machines.set(id, Math.max(0, known - 1));
    if (known > 1 || this.#options.pruneDisposed !== true) return;
    this.#machines.delete(id);
    this.#uploads.request();
  }

  async #upload(): Promise<void> {
    const ids = [...new Set([...(this.#options.ids ?? []), ...this.#machines.keys()])];
    const dashboard = genDashboard({ ...this.#options, ids });
    const text = JSON.stringify(dashboard);
    if (text === this.#uploaded) return;
    await syncDashboard(this.#options, dashboard);
    this.#uploaded = text;
  }

  #warnOfTwins(): void {
    for (const [first, second] of sharedGauges(this.#machines.keys())) {
      this.#warn(`machines "${first}" and "${second}" share their averaged metrics: rename one of them`);
    }
  }

  #warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#options.warn?.(text);
  }
}
