import type { MutationType, MutationView } from '../tracer/index.js';
import { typeName, type Args } from './mutation.js';
import type { Plan } from './plan.js';

/** A mutation that did not have to wait, as the queue would have numbered it. Few read it, so it works most out when asked. */
export class DirectMutation implements MutationView {
  readonly args: Args;
  readonly queueTick: number;
  readonly #plan: Plan;

  constructor(plan: Plan, args: Args, queueTick: number) {
    this.args = args;
    this.queueTick = queueTick;
    this.#plan = plan;
  }

  get type(): MutationType {
    return typeName(this.#plan.ask.type);
  }

  get called(): readonly string[] {
    return this.#plan.names.called;
  }

  get queueTickNow(): number {
    return this.queueTick - 1;
  }

  get queueLength(): number {
    return 1;
  }

  get queueToken(): number {
    return 0;
  }

  get queuedAt(): number {
    return 0;
  }

  get source(): undefined {
    return undefined;
  }

  get auto(): boolean {
    return false;
  }

  get check(): boolean {
    return false;
  }
}
