import type { Selection, Signal } from './selection.js';
import type { HandlerPhase, StateView } from './views.js';

/** A handler that a class has as a method. */
export interface HandlerShape {
  readonly name: string;
  readonly phase: HandlerPhase;
}

/** A machine class as it is known before there is a machine of it: the closed world that bounds what sinks can produce. */
export interface ClassShape {
  readonly className: string;
  /** Every state with its relations, `Exception` among them. */
  readonly states: Readonly<Record<string, StateView>>;
  /** Handlers bound to single machines at run time are not among them. */
  readonly handlers: readonly HandlerShape[];
  /** Names of the groups of its states, if it has any. */
  readonly groups?: readonly string[] | undefined;
  /** What its machines show for a signal, inheritance and toggles included; undefined for nothing. */
  selection(signal: Signal): Selection | undefined;
}
