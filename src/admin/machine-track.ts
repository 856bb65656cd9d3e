import type { ErrorText, Redaction } from '../exporters/shared/index.js';
import type { CancelReason, HandlerCall, RejectionReason, TransitionView } from '../tracer/index.js';

/** The transition that put a state where it is. Times are milliseconds since the epoch. */
export interface Cause {
  readonly at: number;
  readonly transitionId: string;
  /** `[add] Downloading`. */
  readonly mutation: string;
  /** By the machine itself, for the sake of an auto state. */
  readonly auto: boolean;
  /** Those the marks allow, as short texts. */
  readonly args: Readonly<Record<string, string>> | undefined;
  /** Where the mutation came from, when it named that. */
  readonly source: { readonly machineId: string; readonly transitionId: string } | undefined;
}

/** A mutation that came to nothing. */
export interface Rejection {
  readonly at: number;
  readonly mutation: string;
  /** By the machine itself, for the sake of an auto state. */
  readonly auto: boolean;
  readonly reason: CancelReason | RejectionReason;
  /** The handler that vetoed it, or the state whose relation did; undefined when it never became a transition. */
  readonly by: string | undefined;
  readonly transitionId: string | undefined;
}

/** A promise of a handler that has not settled. */
export interface RunningPromise {
  readonly handler: string;
  readonly since: number;
  readonly transitionId: string;
}

/** Promises shown of one machine; more are counted. */
const MAX_PROMISES = 100;

/** What is known of one machine. */
export class MachineTrack {
  readonly #causes = new Map<string, Cause>();
  readonly #running = new Map<HandlerCall, RunningPromise>();
  #runningUnseen = 0;
  #rejection: Rejection | undefined;
  #error: ErrorText | undefined;

  /**
   * @param since when it was bound; what happened before is not known
   * @param redaction what may be shown of its arguments and errors
   */
  constructor(
    readonly since: number,
    readonly redaction: Redaction,
  ) {}

  /** What put a state where it is; undefined when it was active before the machine was bound. */
  causeOf(state: string): Cause | undefined {
    return this.#causes.get(state);
  }

  get rejection(): Rejection | undefined {
    return this.#rejection;
  }

  /** The error that was put into `Exception` last. */
  get error(): ErrorText | undefined {
    return this.#error;
  }

  /** The promises that run, oldest first; 100 at most. */
  get running(): readonly RunningPromise[] {
    return [...this.#running.values()];
  }

  /** How many promises run. */
  get runningCount(): number {
    return this.#running.size + this.#runningUnseen;
  }

  /** A rolled back activation is told apart by its state, which is not active; the entry is overwritten by the next one. */
  activated(states: readonly string[], cause: Cause): void {
    for (const state of states) this.#causes.set(state, cause);
  }

  rejected(rejection: Rejection): void {
    this.#rejection = rejection;
  }

  failed(transition: TransitionView): void {
    const { type, message } = this.redaction.error(transition.error, transition);
    this.#error = { type, message, stack: undefined };
  }

  began(call: HandlerCall, at: number): void {
    if (this.#running.size >= MAX_PROMISES) this.#runningUnseen++;
    else this.#running.set(call, { handler: call.name, since: at, transitionId: call.transition.id });
  }

  settled(call: HandlerCall): void {
    if (!this.#running.delete(call) && this.#runningUnseen > 0) this.#runningUnseen--;
  }
}
