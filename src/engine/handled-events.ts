import { codeOf, END, ENTER, EXIT, STATE, type Handler, type HandlerTable } from './handler-table.js';
import type { Plan } from './plan.js';

/** The calls of a plan's transition where one object's handlers follow it, in order. */
export interface PlanCalls {
  readonly handlers: readonly Handler[];
  /** The events, in the same order. */
  readonly codes: readonly number[];
  /** How many of them are asked before the commit. */
  readonly asked: number;
}

const NO_CALLS: PlanCalls = { handlers: [], codes: [], asked: 0 };

/**
 * What one table handles of a plan; undefined where there is more to it than calling one after the other: auto transitions
 * are accepted in part, pairs and `Any` handlers have rules of their own.
 */
export function callsOf(
  { exits, enters, ask, accepted }: Plan,
  table: HandlerTable | undefined,
): PlanCalls | undefined {
  if (!accepted || ask.auto) return undefined;
  if (table === undefined) return NO_CALLS;
  const { byCode, pairs, anyEnter, anyState } = table;
  if (pairs !== undefined || anyEnter !== undefined || anyState !== undefined) return undefined;
  const handled = (states: readonly number[], kind: number): readonly number[] =>
    states.map((state) => codeOf(kind, state)).filter((code) => byCode[code] !== undefined);
  const asked = [...handled(exits, EXIT), ...handled(enters, ENTER)];
  const codes = [...asked, ...handled(exits, END), ...handled(enters, STATE)];
  return { codes, handlers: codes.map((code) => byCode[code] as Handler), asked: asked.length };
}
