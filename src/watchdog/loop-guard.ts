import { MachineError } from '../errors.js';
import type { Machine, Schema, StateOf } from '../engine/index.js';

/** Options of {@link guardLoop}. */
export interface LoopGuardOptions<S extends Schema> {
  /** How many ticks are too many within one window. @default 500 */
  readonly maxTicks?: number;
  /** @default 1000 */
  readonly windowMs?: number;
  /** States whose ticks count. @default all of the machine */
  readonly count?: readonly StateOf<S>[];
  /** Ends the loop as well when it returns false. */
  readonly while?: () => boolean;
  /** Milliseconds, from any fixed point. @default the time of the process */
  readonly now?: () => number;
}

/**
 * Guards a loop that lives as long as a state: `const goesOn = guardLoop(machine, 'Polling'); while (goesOn()) { ... }`
 * (machine specification §15). False, and then for good, when the state is not active any more, the machine is disposed, or states
 * tick more often than the limit allows; the last adds an error `STATE_LOOP`.
 */
export function guardLoop<S extends Schema>(
  machine: Machine<S>,
  state: StateOf<S>,
  options: LoopGuardOptions<S> = {},
): () => boolean {
  const { maxTicks = 500, windowMs = 1000, count = machine.stateNames, now = () => performance.now() } = options;
  const sum = (): number => count.reduce((ticks, name) => ticks + machine.tick(name), 0);
  let window = { startMs: now(), ticks: sum() };
  let hasEnded = false;
  const tooOften = (): boolean => {
    if (now() - window.startMs >= windowMs) window = { startMs: now(), ticks: sum() };
    return sum() - window.ticks > maxTicks;
  };
  return () => {
    if (hasEnded) return false;
    hasEnded = machine.isDisposed || !machine.is(state) || options.while?.() === false;
    if (hasEnded || !tooOften()) return !hasEnded;
    hasEnded = true;
    const text = `states ticked more than ${maxTicks} times in ${windowMs} ms in the loop of ${state}`;
    machine.addErr(new MachineError('STATE_LOOP', text));
    return false;
  };
}
