import type { HandlerCall } from '../../tracer/index.js';
import type { Clock } from '../shared/index.js';

/** When the handler calls began that are still awaited; a call that is forgotten by its machine is forgotten here. */
export class HandlerTimes {
  readonly #now: Clock;
  readonly #started = new WeakMap<HandlerCall, number>();

  constructor(now: Clock) {
    this.#now = now;
  }

  start(call: HandlerCall): void {
    this.#started.set(call, this.#now());
  }

  /** Milliseconds since the start; undefined for a call that was not seen or has ended. */
  end(call: HandlerCall): number | undefined {
    const started = this.#started.get(call);
    this.#started.delete(call);
    return started === undefined ? undefined : this.#now() - started;
  }
}
