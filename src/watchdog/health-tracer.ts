import { machineOf } from '../engine/index.js';
import type { InheritRules, MachineView, Tracer } from '../tracer/index.js';
import type { Timers } from '../waiting/index.js';
import { systemTimers } from '../waiting/index.js';
import { startHealthcheck } from './healthcheck.js';

/** Options of {@link HealthTracer}. */
export interface HealthTracerOptions {
  /** @default 'healthcheck' */
  readonly id?: string | undefined;
  /** Who inherits it. @default submachines of classes marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** Told what leaves a mutator of a machine, such as an error of its `onChange`. Must not throw. @default nobody */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the time of the process, without keeping it alive */
  readonly timers?: Pick<Timers, 'setTimeout' | 'clearTimeout'> | undefined;
}

/**
 * Adds `Healthcheck` every thirty seconds to the machines it is bound to that have this state, so that who watches them hears of
 * them (debugger specification §1.6). What it does, it does outside of transitions; it sees none.
 */
export class HealthTracer implements Tracer {
  readonly id: string;
  readonly inheritable: boolean | InheritRules;
  readonly #timers: Pick<Timers, 'setTimeout' | 'clearTimeout'>;
  readonly #stops = new WeakMap<MachineView, () => void>();
  /** The same, to stop them all; none keeps its machine. */
  readonly #running = new Set<() => void>();
  readonly #gone = new FinalizationRegistry<() => void>((stop) => {
    this.#end(stop);
  });
  #ended = false;

  constructor({ id = 'healthcheck', inherit = true, onError, timers = systemTimers }: HealthTracerOptions = {}) {
    this.id = id;
    this.inheritable = inherit;
    this.#timers = {
      setTimeout: (run, delayMs) => timers.setTimeout(() => attempt(run, onError), delayMs),
      clearTimeout: (timer) => timers.clearTimeout(timer),
    };
  }

  machineInit(view: MachineView): void {
    const machine = machineOf(view);
    if (this.#ended || this.#stops.has(view) || machine?.has('Healthcheck') !== true) return;
    const stop = startHealthcheck(machine, { timers: this.#timers });
    this.#stops.set(view, stop);
    this.#running.add(stop);
    this.#gone.register(view, stop, stop);
  }

  /** The state may be new. */
  schemaChange(view: MachineView): void {
    this.machineInit(view);
  }

  machineDetach(view: MachineView): void {
    const stop = this.#stops.get(view);
    this.#stops.delete(view);
    if (stop !== undefined) this.#end(stop);
  }

  machineDispose(view: MachineView): void {
    this.machineDetach(view);
  }

  shutdown(): Promise<void> {
    this.#ended = true;
    for (const stop of this.#running) this.#end(stop);
    return Promise.resolve();
  }

  #end(stop: () => void): void {
    stop();
    this.#running.delete(stop);
    this.#gone.unregister(stop);
  }
}

/** Nobody called who could take the error. */
function attempt(run: () => void, onError: HealthTracerOptions['onError']): void {
  try {
    run();
  } catch (error) {
    onError?.(error);
  }
}
