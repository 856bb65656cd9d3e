import { MachineError } from '../errors.js';
import type { AnyMachine } from '../engine/index.js';
import { systemTimers, type Timers } from '../waiting/index.js';

/** Nothing more for a machine that has the state, for instance from `basicStates`; else a type that no machine has. */
type HasHealthcheck<M extends AnyMachine> = 'Healthcheck' extends M['stateNames'][number] ? unknown : never;

/** Options of {@link startHealthcheck}. */
export interface HealthcheckOptions {
  /** @default 30000 */
  readonly everyMs?: number;
  /** @default the time of the process, without keeping it alive */
  readonly timers?: Pick<Timers, 'setTimeout' | 'clearTimeout'>;
}

/**
 * Adds `Healthcheck` again and again, so that who watches the machine sees that it is alive; ends with the machine (machine
 * specification §15), also with one that is let go. Returns a function that ends it earlier. Throws `STATE_MISSING` when the schema
 * lacks the state.
 */
export function startHealthcheck<M extends AnyMachine>(
  machine: M & HasHealthcheck<M>,
  options: HealthcheckOptions = {},
): () => void {
  const { everyMs = 30_000, timers = systemTimers } = options;
  if (!machine.has('Healthcheck')) {
    throw new MachineError('STATE_MISSING', `missing states: Healthcheck not defined in schema for ${machine.id}`);
  }
  return machine.signal.aborted ? () => undefined : beat(new WeakRef(machine), everyMs, timers);
}

/** What the timer holds keeps no machine that the program let go. */
function beat<M extends AnyMachine>(
  watched: WeakRef<M>,
  everyMs: number,
  timers: Pick<Timers, 'setTimeout' | 'clearTimeout'>,
): () => void {
  let timer: unknown;
  const stop = (): void => {
    timers.clearTimeout(timer);
    watched.deref()?.signal.removeEventListener('abort', stop);
  };
  const check = (): void => {
    const machine = watched.deref();
    if (machine === undefined) return;
    schedule();
    machine.add('Healthcheck');
  };
  const schedule = (): void => {
    timer = timers.setTimeout(check, everyMs);
    // Node hands out objects, browsers numbers, which keep nothing alive.
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
  };
  watched.deref()?.signal.addEventListener('abort', stop, { once: true });
  schedule();
  return stop;
}
