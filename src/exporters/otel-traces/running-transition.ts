import type { HandlerCall, TransitionView } from '../../tracer/index.js';
import type { MachineTrace } from './machine-trace.js';
import type { SinkSpan } from './span-sink.js';

/** The transition a machine is in. What its view works out anew each time is kept here. */
export class RunningTransition {
  readonly trace: MachineTrace;
  readonly transition: TransitionView;
  readonly startMs: number;
  /** It was running already when its machine began to show: it has no span, but its changes count. */
  readonly isLate: boolean;
  span: SinkSpan | undefined;
  /** The span's name without the error mark. */
  name = '';
  /** When the states had changed. */
  finalsMs: number | undefined;
  handler: HandlerCall | undefined;
  handlerStartMs = 0;
  #id: string | undefined;
  #called: readonly string[] | undefined;
  #added: readonly string[] | undefined;
  #removed: readonly string[] | undefined;

  constructor(trace: MachineTrace, transition: TransitionView, startMs: number, isLate = false) {
    this.trace = trace;
    this.transition = transition;
    this.startMs = startMs;
    this.isLate = isLate;
  }

  get id(): string {
    return (this.#id ??= this.transition.id);
  }

  get called(): readonly string[] {
    return (this.#called ??= this.transition.mutation.called);
  }

  get added(): readonly string[] {
    return (this.#added ??= this.transition.added);
  }

  get removed(): readonly string[] {
    return (this.#removed ??= this.transition.removed);
  }

  /** What changed is no longer what it was. */
  takeBack(): void {
    this.#added = undefined;
    this.#removed = undefined;
  }
}
