import { EXCEPTION, StateOrder, systemClock } from '../exporters/shared/index.js';
import type { Clock } from '../exporters/shared/index.js';
import type {
  HandlerCall,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  Tracer,
  TransitionView,
} from '../tracer/index.js';
import { MachineTrack } from './machine-track.js';
import type { Cause } from './machine-track.js';

/**
 * Keeps of each machine it is bound to what it does now and why: since when states are active and what put them there, the
 * last rejection, the running promises, the last error. A few hundred bytes a machine, nothing of a machine that is gone.
 */
export class MachineTracker implements Tracer {
  readonly id = 'admin';
  readonly #tracks = new WeakMap<MachineView, MachineTrack>();
  readonly #now: Clock;

  /** @param now milliseconds since the epoch. @default the time of the process */
  constructor(now: Clock = systemClock) {
    this.#now = now;
  }

  /** What is known of a machine; undefined when it isn't bound. */
  trackOf(machine: MachineView): MachineTrack | undefined {
    return this.#tracks.get(machine);
  }

  machineInit(machine: MachineView, selection: Selection): void {
    this.#tracks.set(machine, new MachineTrack(this.#now(), selection));
  }

  machineDetach(machine: MachineView): void {
    this.#tracks.delete(machine);
  }

  machineDispose(machine: MachineView): void {
    this.#tracks.delete(machine);
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    if (mutation.check) return;
    this.#tracks.get(machine)?.rejected({
      at: this.#now(),
      mutation: textOf(machine, mutation),
      auto: mutation.auto,
      reason,
      by: undefined,
      transitionId: undefined,
    });
  }

  transitionFinals(transition: TransitionView): void {
    const track = this.#tracks.get(transition.machine);
    const { added } = transition;
    if (track === undefined || added.length === 0) return;
    track.activated(added, causeOf(transition, this.#now(), track));
    if (added.includes(EXCEPTION)) track.failed(transition);
  }

  transitionEnd(transition: TransitionView): void {
    const { accepted, cancellation, machine, mutation } = transition;
    if (accepted || mutation.check || isIdle(transition)) return;
    this.#tracks.get(machine)?.rejected({
      at: this.#now(),
      mutation: textOf(machine, mutation),
      auto: mutation.auto,
      reason: cancellation?.reason ?? 'handler',
      by: cancellation?.by,
      transitionId: transition.id,
    });
  }

  handlerEnd(call: HandlerCall): void {
    if (call.pending) this.#tracks.get(call.transition.machine)?.began(call, this.#now());
  }

  handlerSettled(call: HandlerCall): void {
    this.#tracks.get(call.transition.machine)?.settled(call);
  }
}

/** An auto state whose relations are not met is tried after every transition: that explains nothing. */
function isIdle({ cancellation, mutation }: TransitionView): boolean {
  return mutation.auto && (cancellation?.reason === 'require' || cancellation?.reason === 'remove');
}

function causeOf(transition: TransitionView, at: number, track: MachineTrack): Cause {
  const { id, machine, mutation } = transition;
  const { auto, source } = mutation;
  return {
    at,
    transitionId: id,
    mutation: textOf(machine, mutation),
    auto,
    args: track.shownArgs(transition),
    source: source && { machineId: source.machineId, transitionId: source.transitionId },
  };
}

function textOf(machine: MachineView, { type, called }: MutationView): string {
  return StateOrder.of(machine).mutationText(type, called);
}
