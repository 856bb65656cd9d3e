import type { Cancellation, TraceContext } from '../tracer/index.js';
import type { Plan } from './plan.js';
import { hexDigits } from './hex-digits.js';
import type { Step } from './step.js';

const processPart = hexDigits(Math.floor(Math.random() * 0x1_0000_0000));
let count = 0;

/** What only failures, second thoughts and readers need to know of a transition. */
export class TransitionNotes {
  readonly number = ++count;
  cancellation: Cancellation | undefined;
  /** A handler threw. */
  panicked = false;
  rolledBack = false;
  /** The plan before any second resolution: it knows why a called state was kept out. */
  asked: Plan | undefined;
  /** Called states left by partial acceptance. */
  targets: readonly number[] | undefined;
  after: readonly number[] | undefined;
  queueLength = 0;
  /** Handler calls beyond the first of their event. */
  sharedEvents = 0;
  traceContext: TraceContext | undefined;
  steps: Step[] | undefined;
  #id: string | undefined;

  /** 16 hexadecimal digits, different for every transition of the process that is asked for them. */
  get id(): string {
    return (this.#id ??= processPart + hexDigits(this.number));
  }
}
