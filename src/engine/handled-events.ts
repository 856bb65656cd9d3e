import { codeOf, END, ENTER, EXIT, STATE, type HandlerTable } from './handler-table.js';
import type { Plan } from './plan.js';

/** The events of a plan, by kind: the states they are about, in the order they are asked. */
export interface PlanEvents {
  readonly exits: readonly number[];
  readonly enters: readonly number[];
  readonly ends: readonly number[];
  readonly states: readonly number[];
  readonly anyEnter: boolean;
  readonly anyState: boolean;
}

/** All events of a plan, for who watches or has several bindings. */
export function allEvents({ exits, enters }: Plan): PlanEvents {
  return { exits, enters, ends: exits, states: enters, anyEnter: true, anyState: true };
}

/** The events somebody handles; the others come to nothing when nobody watches. */
export function handledEvents({ exits, enters }: Plan, table: HandlerTable): PlanEvents {
  const handled = (states: readonly number[], kind: number): readonly number[] =>
    states.filter((state) => table.byCode[codeOf(kind, state)] !== undefined);
  return {
    exits: handled(exits, EXIT),
    enters: handled(enters, ENTER),
    ends: handled(exits, END),
    states: handled(enters, STATE),
    anyEnter: table.anyEnter !== undefined,
    anyState: table.anyState !== undefined,
  };
}
