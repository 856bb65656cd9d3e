import type { MachineView, MutationView, Tracer } from '../tracer/index.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';
import { indexesOf } from './mutators.js';
import { CHANGES } from './observer.js';

/** Which mutations to stop at (machine specification §12.1). */
export interface Breakpoint {
  /** Called states of an `add`, in order. */
  readonly added?: readonly string[];
  /** Called states of a `remove`, in order. */
  readonly removed?: readonly string[];
  /** Not when all of the added states are active, or all of the removed ones inactive, already. @default false */
  readonly strict?: boolean;
  /** Called once a match, with the mutation; the place for `debugger`. */
  readonly onHit?: (mutation: MutationView) => void;
}

/** Looks at what is queued; a tracer, so that it costs nothing without breakpoints. */
class BreakpointTracer implements Tracer {
  readonly id = 'breakpoints';
  readonly inheritable = false;
  readonly essential = true;
  readonly breakpoints = new Set<Breakpoint>();
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    if (mutation.queueTick === 0) return;
    for (const breakpoint of this.breakpoints) {
      if (!matches(machine, mutation, breakpoint)) continue;
      const text = `[breakpoint] Machine.breakpoint\n${String(new Error().stack)}`;
      // Twice, as in the reference: when it is queued, and right after (Q45).
      this.#core.observer?.line(this.#core, CHANGES, text);
      this.#core.observer?.line(this.#core, CHANGES, text);
      breakpoint.onHit?.(mutation);
    }
  }
}

const tracers = new WeakMap<Core, BreakpointTracer>();

/**
 * Logs a line with the stack, and calls back, when a mutation that calls exactly these states is queued; never for `set`,
 * checks and prepended mutations. Returns a function that takes the breakpoint away. Throws `STATE_MISSING`.
 */
export function addBreakpoint(machine: AnyMachine, breakpoint: Breakpoint): () => void {
  const core = coreOf(machine);
  indexesOf(core, [...(breakpoint.added ?? []), ...(breakpoint.removed ?? [])]);
  const tracer = tracers.get(core) ?? new BreakpointTracer(core);
  tracers.set(core, tracer);
  tracer.breakpoints.add(breakpoint);
  machine.bindTracer(tracer);
  return () => {
    tracer.breakpoints.delete(breakpoint);
    if (tracer.breakpoints.size === 0) machine.detachTracer(tracer.id);
  };
}

function matches(machine: MachineView, { type, called }: MutationView, breakpoint: Breakpoint): boolean {
  if (type === 'set') return false;
  const wanted = type === 'add' ? breakpoint.added : breakpoint.removed;
  if (wanted?.length !== called.length || !wanted.every((state, i) => called[i] === state)) return false;
  if (breakpoint.strict !== true) return true;
  return type === 'add' ? !machine.is(...wanted) : wanted.some((state) => machine.is(state));
}
