import type { InheritRules, MachineView, Tracer } from '../tracer/index.js';
import type { GrafanaAccess } from './client.js';
import { referenceDashboard } from './reference-dashboard.js';
import { syncReferenceDashboard } from './reference-sync.js';

/** A machine and the Grafana its dashboard goes to, under preset `go`. */
export interface ReferenceSyncOptions extends GrafanaAccess {
  /** The machine itself: its id is the first one and the title. */
  readonly machineId: string;
  readonly source: string;
  /** @default 'asyncmachine' */
  readonly folder?: string | undefined;
  /** Submachines of the messaging layer too. @default false */
  readonly rpc?: boolean | undefined;
  /** Told of a failure and of the submachine whose dashboard it was. Must not throw. */
  readonly onError?: ((error: unknown, child: MachineView) => void) | undefined;
  /** Ids of panels. @default one count for the whole process, from 1 */
  readonly nextId?: (() => number) | undefined;
}

/**
 * Uploads a dashboard as the reference does: for each new direct submachine a new one, and none before (telemetry specification
 * §5.4). The uploads come one after the other, and machines do not wait for them.
 */
export class ReferenceSyncTracer implements Tracer {
  readonly id = 'grafanasync';
  readonly inheritable: InheritRules;
  readonly #options: ReferenceSyncOptions;
  readonly #ids: string[];
  #uploads: Promise<void> = Promise.resolve();
  #isEnded = false;

  constructor(options: ReferenceSyncOptions) {
    this.inheritable = { unmarked: true, rpc: options.rpc === true, depth: 1 };
    this.#options = options;
    this.#ids = [options.machineId];
  }

  newSubmachine(_parent: MachineView, child: MachineView): void {
    const { machineId: name, source, folder, nextId, onError } = this.#options;
    if (this.#isEnded) return;
    this.#ids.push(child.id);
    const dashboard = referenceDashboard({ ids: this.#ids, name, source }, nextId);
    this.#uploads = this.#uploads
      .then(() => syncReferenceDashboard(this.#options, dashboard, folder))
      .catch((error: unknown) => onError?.(error, child));
  }

  flush(): Promise<void> {
    return this.#uploads;
  }

  shutdown(): Promise<void> {
    this.#isEnded = true;
    return this.#uploads;
  }
}
