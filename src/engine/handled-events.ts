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
  /** None of them is asked before the commit. */
  readonly isDecided: boolean;
}

/** All events of a plan, for who watches or has several bindings. */
export function allEvents({ exits, enters }: Plan): PlanEvents {
  return { exits, enters, ends: exits, states: enters, anyEnter: true, anyState: true, isDecided: false };
}

/** The events somebody handles; the others come to nothing when nobody watches. */
export function handledEvents({ exits, enters }: Plan, table: HandlerTable): PlanEvents {
  const handled = (states: readonly number[], kind: number): readonly number[] =>
    states.filter((state) => table.byCode[codeOf(kind, state)] !== undefined);
  const left = handled(exits, EXIT);
  const entered = handled(enters, ENTER);
  return {
    exits: left,
    enters: entered,
    ends: handled(exits, END),
    states: handled(enters, STATE),
    anyEnter: table.anyEnter !== undefined,
    anyState: table.anyState !== undefined,
    isDecided: left.length === 0 && entered.length === 0 && table.anyEnter === undefined && table.pairs === undefined,
  };
}
