import type { HandlerCall, MachineView, MutationView, Tracer, TransitionView } from 'statescope';
import { stepText } from './step-text.js';

type Fields = Record<string, unknown>;

/** Values of a transition that can differ between its start and its end. */
function changing(tx: TransitionView): Fields {
  return {
    accepted: tx.accepted,
    target: [...tx.target],
    enters: [...tx.enters],
    exits: [...tx.exits],
    timeAfter: [...tx.timeAfter],
  };
}

/** Records what one top-level op makes a machine do, in the form of the golden cases. */
export class EngineRecorder implements Tracer {
  readonly essential = true;
  readonly id = 'recorder';
  readonly problems: string[] = [];
  queued: Fields[] = [];
  transitions: Fields[] = [];
  queueEnds = 0;
  #current: Fields | undefined;
  #init: Fields | undefined;
  #started = false;

  /** Starts the record of the next op. */
  reset(): void {
    this.queued = [];
    this.transitions = [];
    this.queueEnds = 0;
  }

  /** Adds to a list of the running transition. */
  note(list: 'skipped' | 'threw' | 'nested', entry: unknown): void {
    const current = (this.#current ??= {});
    current[list] = [...((current[list] as unknown[] | undefined) ?? []), entry];
  }

  mutationQueued(_machine: MachineView, mutation: MutationView): void {
    const { type, called, queueTick, queueTickNow, queueLength, queueToken, auto, check } = mutation;
    this.queued.push({
      type,
      called: [...called],
      queueTick,
      queueTickNow,
      queueLen: queueLength,
      queueToken,
      auto,
      check,
    });
  }

  transitionInit(tx: TransitionView): void {
    if (this.#current !== undefined) this.problems.push('transitions nest');
    const { type, called, auto, check, queueTick, queueToken } = tx.mutation;
    this.#current = { type, called: [...called], auto, check, queueTick, queueToken, timeBefore: [...tx.timeBefore] };
    this.#init = changing(tx);
    this.#started = false;
  }

  transitionStart(): void {
    this.#started = true;
  }

  transitionFinals(tx: TransitionView): void {
    if (!this.#started) this.problems.push('finals before start');
    if (this.#current !== undefined) this.#current['timeCommit'] = [...tx.machine.time()];
    if (String(tx.machine.time()) !== String(tx.timeAfter)) this.problems.push('timeAfter differs at finals');
  }

  handlerStart(call: HandlerCall): void {
    const current = this.#current;
    if (current === undefined) return;
    current['handlers'] = [...((current['handlers'] as string[] | undefined) ?? []), nameOf(call)];
  }

  handlerEnd(call: HandlerCall): void {
    if (call.outcome === 'skipped') this.note('skipped', nameOf(call));
    if (call.outcome === 'error') this.note('threw', nameOf(call));
  }

  transitionEnd(tx: TransitionView): void {
    const steps = tx.steps?.map((step) => stepText(step, tx.machine.stateNames, tx.machine.schema)) ?? [];
    this.transitions.push({ ...this.#current, ...changing(tx), queueLen: tx.queueLength, init: this.#init, steps });
    this.#current = undefined;
  }

  queueEnd(): void {
    this.queueEnds++;
  }
}

function nameOf(call: HandlerCall): string {
  return `${call.emitter.slice(1)}:${call.name}`;
}
