import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';
import { OPS } from './observer.js';
import type { Pipe } from './pipe.js';

const pipes = new WeakMap<Core, Set<Pipe>>();

/** The pipes a machine is at an end of, in the order they were made. */
export function pipesOf(machine: AnyMachine): readonly Pipe[] {
  return [...(pipes.get(coreOf(machine)) ?? [])];
}

/** Detaches all pipes between a machine and another one, in both directions. */
export function removePipes(machine: AnyMachine, other: AnyMachine): void {
  const between = pipesOf(machine).filter(({ source, target }) => source === other || target === other);
  if (between.length === 0) return;
  const core = coreOf(machine);
  core.observer?.line(core, OPS, `[pipe:gc] ${other.id}`);
  for (const pipe of between) pipe.detach();
}

/** Notes a pipe with both of its machines, and tells their logs. */
export function register(from: Core, into: Core, pipe: Pipe): void {
  for (const core of [from, into]) pipes.set(core, (pipes.get(core) ?? new Set()).add(pipe));
  for (const kind of pipe.mutation === 'both' ? ['add', 'remove'] : [pipe.mutation]) {
    from.observer?.line(from, OPS, `[pipe-out:${kind}] ${pipe.state} to ${into.id}`);
    into.observer?.line(into, OPS, `[pipe-in:${kind}] ${pipe.to} from ${from.id}`);
  }
}

/** Forgets a pipe. */
export function unregister(from: Core, into: Core, pipe: Pipe): void {
  for (const core of [from, into]) pipes.get(core)?.delete(pipe);
}
