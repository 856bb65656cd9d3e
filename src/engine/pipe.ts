import { MachineError } from '../errors.js';
import type { MutationSource } from '../tracer/index.js';
import { bind, unbind } from './bindings.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import { onEnd } from './disposal.js';
import type { MachineEvent } from './event.js';
import type { AnyMachine, Machine } from './machine.js';
import { indexesOf } from './mutators.js';
import { CANCELED } from './mutation.js';
import type { StateOf } from './names.js';
import { OPS } from './observer.js';
import { register, unregister } from './pipe-registry.js';
import { EXCEPTION, type Schema } from './schema.js';
import { sumOf } from './tick.js';
import { sourceOf } from './transition-source.js';

/** What a pipe does to the target. */
export type PipeMutation = 'add' | 'remove' | 'both';

/** Options of a {@link pipe}. */
export interface PipeOptions<To extends string = string> {
  /** State of the target. @default the state of the source, of the same name */
  readonly to?: To;
  /** `'both'` follows the source's state: added when it is entered, removed when it ends. @default 'both' */
  readonly mutation?: PipeMutation;
  /** For a single mutation, what of the source's state makes it. @default 'entered' for add, 'ended' for remove */
  readonly on?: 'entered' | 'ended';
  /** Skip what is in effect already, and pass no arguments on. @default false */
  readonly flat?: boolean;
  /** Bring the target where the source's state is already, without arguments. @default false, from the next change on */
  readonly sync?: boolean;
}

/** A pipe, as registered with both of its machines. */
export interface Pipe {
  readonly source: AnyMachine;
  /** State of the source. */
  readonly state: string;
  readonly target: AnyMachine;
  /** State of the target. */
  readonly to: string;
  readonly mutation: PipeMutation;
  /** Takes the pipe away. */
  readonly detach: () => void;
}

/**
 * Lets a state of one machine mutate another machine, in the background: right after the source's mutator has returned
 * (machine specification §15). Arguments are passed on, the source's event is the mutation's source, and a state named `Err*`
 * comes with `Exception`. A mutation never comes back through the pipe it went through, so pipes may form circles. The pipe
 * ends with either machine. Throws `STATE_MISSING`, and `INVALID_ARGS` for a pipe from a state to itself.
 */
export function pipe<S extends Schema, T extends Schema>(
  source: Machine<S>,
  state: StateOf<S>,
  target: Machine<T>,
  options: PipeOptions<StateOf<T>> = {},
): Pipe {
  const to = options.to ?? state;
  return connect(source, state, target, { ...options, to });
}

let count = 0;

/** Binds the handlers of a pipe under an id of their own; returns what takes them away. */
export function bindPipe(source: Core, handlers: object): () => void {
  const id = bind(source, handlers, { id: `pipe-${String(++count)}` });
  return () => {
    unbind(source, id);
  };
}

/** Mutations on their way, with the pipes they came through. */
const trails = new WeakMap<MutationSource, readonly Pipe[]>();

function connect(source: AnyMachine, state: string, target: AnyMachine, options: PipeOptions & { to: string }): Pipe {
  const [from, into] = [coreOf(source), coreOf(target)];
  const { to, mutation = 'both' } = options;
  indexesOf(from, state);
  indexesOf(into, to);
  if (from === into && state === to) {
    throw new MachineError(
      'INVALID_ARGS',
      `a pipe from ${state} of ${from.id} to itself; name two states or two machines`,
    );
  }
  const ends: (() => void)[] = [];
  const made: Pipe = {
    ...{ source, state, target, to, mutation },
    detach: () => {
      for (const end of ends.splice(0)) end();
    },
  };
  ends.push(
    bindPipe(from, handlersOf(made, options)),
    onEnd(from, made.detach),
    onEnd(into, () => {
      from.observer?.line(from, OPS, `[pipe:gc] ${into.id}`);
      made.detach();
    }),
    () => {
      unregister(from, into, made);
    },
  );
  register(from, into, made);
  if (options.sync === true) {
    queueMicrotask(() => {
      if (ends.length > 0) catchUp(made, options);
    });
  }
  return made;
}

function handlersOf(made: Pipe, { on, flat = false }: PipeOptions): object {
  const { state, mutation } = made;
  const send = (kind: 'add' | 'remove') => (event: MachineEvent) => {
    forward(made, kind, event, flat);
  };
  const [entered, ended] = [`${state}State`, `${state}End`];
  if (mutation === 'both') return { [entered]: send('add'), [ended]: send('remove') };
  return { [followsEntry(mutation, on) ? entered : ended]: send(mutation) };
}

function followsEntry(mutation: 'add' | 'remove', on: PipeOptions['on']): boolean {
  return (on ?? (mutation === 'add' ? 'entered' : 'ended')) === 'entered';
}

/** What would have come through the pipe, had it been there before. */
function catchUp(made: Pipe, { on }: PipeOptions): void {
  const { source, state, mutation } = made;
  const isActive = source.is(state);
  if (mutation !== 'both' && followsEntry(mutation, on) !== isActive) return;
  const cause = { machineId: source.id, transitionId: '', machineTime: sumOf(source.time()) };
  trails.set(cause, [made]);
  const error = isActive && state === EXCEPTION ? source.err : undefined;
  const kind = mutation === 'both' ? (isActive ? 'add' : 'remove') : mutation;
  deliver(made, kind, { args: undefined, error, source: cause, flat: true });
}

function forward(made: Pipe, kind: 'add' | 'remove', event: MachineEvent, flat: boolean): void {
  const cause = event.mutation.source;
  const trail = (cause && trails.get(cause)) ?? [];
  if (trail.includes(made)) return;
  const source = sourceOf(coreOf(event.machine), event.transition);
  trails.set(source, [...trail, made]);
  const { args, error } = event;
  queueMicrotask(() => {
    deliver(made, kind, { args: flat ? undefined : args, error, source, flat });
  });
}

/** What goes through a pipe. */
interface Parcel {
  readonly args: MachineEvent['args'] | undefined;
  readonly error: Error | undefined;
  readonly source: MutationSource;
  readonly flat: boolean;
}

function deliver({ source, target, to }: Pipe, kind: 'add' | 'remove', parcel: Parcel): void {
  const { args, error, source: cause, flat } = parcel;
  if (target.isDisposed || (flat && target.is(to) === (kind === 'add'))) return;
  const states = kind === 'add' && to.startsWith('Err') ? [to, EXCEPTION] : [to];
  try {
    if (kind === 'remove') target.remove(states, args, { source: cause });
    else if (
      target.add(states, args, { source: cause }) !== CANCELED &&
      error !== undefined &&
      states.includes(EXCEPTION)
    ) {
      coreOf(target).ownDetails().error = error;
    }
  } catch (failure) {
    report(coreOf(source), failure);
  }
}

/** A callback of the target's program threw: the source learns of it, nobody waits for the pipe. */
function report(source: Core, error: unknown): void {
  try {
    source.addError(error, {});
  } catch (failure) {
    source.observer?.report(source, failure, '[error] a callback failed on the error of a pipe');
  }
}
