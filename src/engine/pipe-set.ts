import { coreOf } from './core-of.js';
import { onEnd } from './disposal.js';
import type { MachineEvent } from './event.js';
import type { AnyMachine, Machine } from './machine.js';
import type { StateOf } from './names.js';
import { bindPipe, pipe, type Pipe, type PipeOptions } from './pipe.js';
import { EXCEPTION, type Schema } from './schema.js';

const CONNECTION = ['Connecting', 'Connected', 'Disconnecting', 'Disconnected'] as const;
type Connection = (typeof CONNECTION)[number];

/** Pipes made together. */
export interface PipeSet {
  readonly pipes: readonly Pipe[];
  /** Takes all of them away. */
  detach(): void;
}

/**
 * One pipe for each of these states: a list where the names are those of the target, else an object from the source's names to the
 * target's. All or none are made.
 */
export function pipeMany<S extends Schema, T extends Schema>(
  source: Machine<S>,
  states: readonly (StateOf<S> & StateOf<T>)[] | Readonly<Partial<Record<StateOf<S>, StateOf<T>>>>,
  target: Machine<T>,
  options: Omit<PipeOptions, 'to'> = {},
): PipeSet {
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(states)
    ? states.map((state: string) => [state, state] as const)
    : Object.entries(states);
  const pipes: Pipe[] = [];
  const detach = (): void => {
    for (const made of pipes) made.detach();
  };
  try {
    for (const [state, to] of entries) {
      pipes.push(pipe(source, state as StateOf<S>, target, { ...options, to: to as StateOf<T> }));
    }
  } catch (error) {
    detach();
    throw error;
  }
  return { pipes, detach };
}

/** The target's state follows the source's `Start`; the same state by default. */
export function pipeStart<T extends Schema>(source: AnyMachine, target: Machine<T>, to?: StateOf<T>): Pipe {
  return pipe(source, 'Start', target as unknown as AnyMachine, { to: to ?? 'Start' });
}

/** The target's state follows the source's `Ready`; the same state by default. */
export function pipeReady<T extends Schema>(source: AnyMachine, target: Machine<T>, to?: StateOf<T>): Pipe {
  return pipe(source, 'Ready', target as unknown as AnyMachine, { to: to ?? 'Ready' });
}

/** Errors of the source are added to the target, with their arguments; as `Exception` by default. */
export function pipeErr<T extends Schema>(source: AnyMachine, target: Machine<T>, to?: StateOf<T>): Pipe {
  return pipe<Schema, Schema>(source, EXCEPTION, target, { to: to ?? EXCEPTION, mutation: 'add' });
}

/** The target's states follow the four of a connection; states left out of `names` go to the same name, `false` to none. */
export function pipeConnected<T extends Schema>(
  source: AnyMachine,
  target: Machine<T>,
  names: Readonly<Partial<Record<Connection, StateOf<T> | false>>> = {},
): PipeSet {
  const wanted = CONNECTION.filter((state) => names[state] !== false);
  const map = Object.fromEntries(wanted.map((state) => [state, names[state] === undefined ? state : names[state]]));
  return pipeMany<Schema, Schema>(source, map as Record<string, string>, target);
}

/**
 * The target is set to the active states of the source after each of the source's transitions, as far as it has them, in the background.
 * Several transitions of one drain make one mutation. Returns what takes the pipe away.
 */
export function pipeAny(source: AnyMachine, target: AnyMachine): () => void {
  let last: MachineEvent | undefined;
  const send = (): void => {
    const event = last;
    last = undefined;
    if (event === undefined || target.isDisposed) return;
    const states = source.activeStates().filter((state) => target.has(state));
    if (states.length === target.activeStates().length && target.is(...states)) return;
    try {
      target.set(states, undefined, { source: event });
    } catch (error) {
      source.addErr(error);
    }
  };
  const AnyState = (event: MachineEvent): void => {
    if (last === undefined) queueMicrotask(send);
    last = event;
  };
  const unbind = bindPipe(coreOf(source), { AnyState });
  let bound = true;
  const detach = (): void => {
    if (!bound) return;
    bound = false;
    unbind();
    forget();
  };
  const forget = onEnd(coreOf(target), detach);
  return detach;
}
