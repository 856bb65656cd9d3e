import type { Tracer, TransitionView } from '../../tracer/index.js';

/** What a machine did in a replay. */
export interface TappedTransition {
  readonly type: string;
  readonly called: readonly string[];
  readonly accepted: boolean;
  /** By the names of states. */
  readonly clocks: ReadonlyMap<string, number>;
}

/** Listens to the transitions of one machine; checks are left out. */
export class TransitionTap implements Tracer {
  readonly id = 'statescope-replay';
  readonly inheritable = false;
  readonly essential = true;
  transitions: TappedTransition[] = [];

  transitionEnd({ mutation, accepted, timeAfter, machine }: TransitionView): void {
    if (mutation.check) return;
    const clocks = new Map(machine.stateNames.map((name, index) => [name, timeAfter[index] ?? 0]));
    this.transitions.push({ type: mutation.type, called: mutation.called, accepted, clocks });
  }

  /** Forgets what was so far. */
  clear(): void {
    this.transitions = [];
  }
}
