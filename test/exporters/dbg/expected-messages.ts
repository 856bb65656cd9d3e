import type { MachineView, MutationView, Tracer, TransitionView } from 'statescope';
import { MUTATION_TYPES, type TransitionMessage } from '../../../src/exporters/dbg/index.js';

/** What tests compare of messages. */
export type ComparedMessage = Pick<
  TransitionMessage,
  | 'id'
  | 'clocks'
  | 'queueTick'
  | 'mutQueueToken'
  | 'mutQueueTick'
  | 'type'
  | 'calledStatesIdxs'
  | 'queue'
  | 'isAuto'
  | 'accepted'
  | 'isQueued'
>;

/** What debuggers have to be told, put together by the simplest means (debugger specification §1.8). */
export class ExpectedMessages implements Tracer {
  readonly id = 'expected';
  readonly messages: ComparedMessage[] = [];
  #last = '';
  #queuedSince = 0;
  #clocks: readonly number[] = [];

  machineInit(machine: MachineView): void {
    this.#clocks = [...machine.time()];
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    if (mutation.check) return;
    this.messages.push({
      ...facts(machine, mutation),
      id: `${this.#last}-${String(this.#queuedSince++)}`,
      clocks: this.#clocks,
      queueTick: mutation.queueTickNow,
      mutQueueTick: mutation.queueTick,
      queue: mutation.queueLength,
      accepted: true,
      isQueued: true,
    });
  }

  transitionEnd({ machine, mutation, id, accepted, queueLength }: TransitionView): void {
    if (mutation.check) return;
    this.#last = id;
    this.#queuedSince = 0;
    this.#clocks = [...machine.time()];
    this.messages.push({
      ...facts(machine, mutation),
      id,
      clocks: this.#clocks,
      queueTick: machine.queueTick,
      mutQueueTick: 0,
      queue: queueLength,
      accepted,
      isQueued: false,
    });
  }
}

function facts(machine: MachineView, { type, called, queueToken, auto }: MutationView) {
  return {
    type: MUTATION_TYPES[type],
    calledStatesIdxs: called.map((name) => machine.stateNames.indexOf(name)),
    mutQueueToken: queueToken,
    isAuto: auto,
  };
}

/** A message as it is compared. */
export function compared(message: ComparedMessage): ComparedMessage {
  const { id, clocks, queueTick, mutQueueToken, mutQueueTick, type, calledStatesIdxs, queue } = message;
  const { isAuto, accepted, isQueued } = message;
  return {
    ...{ id, clocks, queueTick, mutQueueToken, mutQueueTick, type, calledStatesIdxs, queue, isAuto },
    ...{ accepted, isQueued },
  };
}
