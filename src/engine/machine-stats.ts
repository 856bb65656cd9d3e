import type { MachineView, MutationView, Tracer, TransitionView } from '../tracer/index.js';
import type { AnyMachine } from './machine.js';
import { EXCEPTION } from './schema.js';

/** What a machine did since its stats were asked for first; live. */
export interface MachineStats {
  /** Transitions, canceled ones and checks included. */
  readonly transitions: number;
  /** Transitions that were canceled, checks not counted. */
  readonly canceled: number;
  readonly checks: number;
  /** Activations of `Exception`. */
  readonly exceptions: number;
  /** Handler calls. */
  readonly handlers: number;
  /** Mutations refused before they became transitions. */
  readonly rejected: number;
  /** Most mutations that ever waited. */
  readonly queueHighWater: number;
  /** Ticks of all clocks. */
  readonly ticks: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class StatsTracer implements Tracer {
  readonly id = 'stats';
  readonly inheritable = false;
  readonly essential = true;
  readonly stats: Writable<MachineStats> = {
    ...{ transitions: 0, canceled: 0, checks: 0, exceptions: 0 },
    ...{ handlers: 0, rejected: 0, queueHighWater: 0, ticks: 0 },
  };

  mutationQueued(_machine: MachineView, mutation: MutationView): void {
    this.stats.queueHighWater = Math.max(this.stats.queueHighWater, mutation.queueLength);
  }

  mutationRejected(): void {
    this.stats.rejected++;
  }

  transitionEnd(transition: TransitionView): void {
    const { stats } = this;
    stats.transitions++;
    stats.handlers += transition.handlerCount;
    stats.ticks += transition.sumAfter - transition.sumBefore;
    if (transition.mutation.check) stats.checks++;
    else if (!transition.accepted) stats.canceled++;
    if (transition.added.includes(EXCEPTION)) stats.exceptions++;
  }
}

/**
 * Counts what a machine does, from the first call on; before that nothing is counted and nothing is spent. Each call returns
 * the same live object.
 */
export function machineStats(machine: AnyMachine): MachineStats {
  const bound = machine.tracers.find((tracer) => tracer instanceof StatsTracer);
  if (bound !== undefined) return bound.stats;
  const tracer = new StatsTracer();
  machine.bindTracer(tracer);
  return tracer.stats;
}
