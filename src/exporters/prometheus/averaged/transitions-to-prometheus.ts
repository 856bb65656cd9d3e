import { bindByHand } from '../../shared/index.js';
import type { Bindable, Handle } from '../../shared/index.js';
import type { MachineView, TransitionView } from '../../../tracer/index.js';
import { AveragedMetrics } from './averaged-metrics.js';
import type { AveragedOptions } from './averaged-metrics.js';

/** A machine whose averaged gauges sync themselves. */
export interface TransitionMetrics extends Handle {
  readonly metrics: AveragedMetrics;
}

/** Ends the interval of a machine at the first accepted transition after it, before that is a sample of the next one. */
class SelfSyncing extends AveragedMetrics {
  readonly #clock: () => number;
  readonly #intervalMs: number;
  readonly #sinceMs = new WeakMap<MachineView, number>();

  constructor(intervalMs: number, options: AveragedOptions) {
    super({ ...options, syncOnRead: false });
    this.#intervalMs = intervalMs;
    this.#clock = options.now ?? (() => performance.now());
  }

  override machineInit(machine: MachineView): void {
    super.machineInit(machine);
    this.#sinceMs.set(machine, this.#clock());
  }

  override transitionEnd(transition: TransitionView): void {
    const { machine, accepted } = transition;
    const nowMs = this.#clock();
    if (accepted && nowMs - (this.#sinceMs.get(machine) ?? nowMs) >= this.#intervalMs) {
      this.#sinceMs.set(machine, nowMs);
      this.syncOne(machine);
    }
    super.transitionEnd(transition);
  }
}

/**
 * The averaged gauges of a machine as the first releases of the reference had them: they sync themselves at most once in an interval,
 * at the next accepted transition (telemetry specification §3.3). {@link bindToRegistry} shows them.
 * @param intervalMs in milliseconds
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function transitionsToPrometheus(
  machine: Bindable,
  intervalMs: number,
  options: AveragedOptions = {},
): TransitionMetrics {
  const metrics = new SelfSyncing(intervalMs, options);
  return { ...bindByHand(machine, metrics, true), metrics };
}
