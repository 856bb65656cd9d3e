import type { HandlerCall, HandlerOutcome, HandlerPhase, SettledOutcome, TraceContext } from '../tracer/index.js';
import type { Binding } from './bindings.js';
import { MachineEvent } from './event.js';
import { isFinalKind, kindOf } from './handler-table.js';
import type { Transition } from './transition.js';

/** What few calls have. */
class Rest {
  error: unknown;
  pending = false;
  settled: SettledOutcome | undefined;
  traceContext: TraceContext | undefined;
}

/** The record of one handler call, made only when a tracer wants it. */
export class Call implements HandlerCall {
  outcome: HandlerOutcome = 'ok';
  result: unknown;
  readonly #event: MachineEvent;
  readonly #binding: Binding;
  #own: Rest | undefined;

  constructor(event: MachineEvent, binding: Binding) {
    this.#event = event;
    this.#binding = binding;
  }

  get transition(): Transition {
    return MachineEvent.transitionOf(this.#event);
  }

  get name(): string {
    return methodName(this.#event, this.#binding);
  }

  get emitter(): string {
    return this.#binding.id;
  }

  get className(): string {
    return this.#binding.className;
  }

  get phase(): HandlerPhase {
    return isFinalKind(kindOf(MachineEvent.codeOf(this.#event))) ? 'final' : 'negotiation';
  }

  get error(): unknown {
    return this.#own?.error;
  }

  set error(error: unknown) {
    this.#rest.error = error;
  }

  get pending(): boolean {
    return this.#own?.pending === true;
  }

  set pending(is: boolean) {
    this.#rest.pending = is;
  }

  get settled(): SettledOutcome | undefined {
    return this.#own?.settled;
  }

  set settled(outcome: SettledOutcome | undefined) {
    this.#rest.settled = outcome;
  }

  get traceContext(): TraceContext | undefined {
    return this.#own?.traceContext;
  }

  set traceContext(context: TraceContext | undefined) {
    this.#rest.traceContext = context;
  }

  get #rest(): Rest {
    return (this.#own ??= new Rest());
  }
}

/** The method of a binding that handles an event: without the prefix. */
export function methodName({ name }: MachineEvent, { table: { prefix } }: Binding): string {
  return prefix === '' ? name : name.slice(prefix.length);
}
