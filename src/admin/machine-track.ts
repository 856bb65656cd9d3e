import { Redaction } from '../exporters/shared/index.js';
import type { ErrorText } from '../exporters/shared/index.js';
import type { CancelReason, HandlerCall, RejectionReason, Selection, TransitionView } from '../tracer/index.js';

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
  /** When it was bound, in milliseconds since the epoch; what happened before is not known. */
  readonly since: number;
  readonly #selection: Selection;
  readonly #redaction: Redaction;
  readonly #causes = new Map<string, Cause>();
  readonly #running = new Map<HandlerCall, RunningPromise>();
  #runningUnseen = 0;
  #rejection: Rejection | undefined;
  #error: ErrorText | undefined;

  /** @param selection what may be shown of its arguments and errors */
  constructor(since: number, selection: Selection) {
    this.since = since;
    this.#selection = selection;
    this.#redaction = Redaction.of(selection);
  }

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
    const { type, message } = this.#redaction.error(transition.error, transition);
    this.#error = { type, message, stack: undefined };
  }

  /** The arguments that a mark of the class shows, or one of a handler of the states that are called. */
  shownArgs(transition: TransitionView): Readonly<Record<string, string>> | undefined {
    const shown = [...this.#redaction.args(transition)];
    for (const name of transition.mutation.called.flatMap((state) => [`${state}Enter`, `${state}State`])) {
      const mark = this.#selection.handler(name);
      if (mark !== undefined && mark !== false) shown.push(...this.#redaction.args(transition, mark));
    }
    return shown.length === 0 ? undefined : Object.fromEntries(shown);
  }

  began(call: HandlerCall, at: number): void {
    if (this.#running.size >= MAX_PROMISES) this.#runningUnseen++;
    else this.#running.set(call, { handler: call.name, since: at, transitionId: call.transition.id });
  }

  settled(call: HandlerCall): void {
    if (!this.#running.delete(call) && this.#runningUnseen > 0) this.#runningUnseen--;
  }
}
