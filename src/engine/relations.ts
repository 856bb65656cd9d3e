import type { CompiledSchema } from './compiled-schema.js';
import { sortStable } from './sort-stable.js';
import { STEP, type RelationName, type Step } from './step.js';

/** Number of a mutation type, as plans and queues carry it. */
export const ADD = 0;
export const REMOVE = 1;
export const SET = 2;

/** Longest list that is searched rather than made a set of. */
const SEARCHED = 32;

/** Why a state that was wanted is not in the target. */
export interface Drop {
  readonly reason: 'require' | 'remove';
  /** The missing, or the removing, state. */
  readonly by: number;
}

/** What resolving left behind for readers: steps, log lines with their level, reasons. Pure, so it is memoised with the plan. */
export class ResolutionTrace {
  readonly steps: Step[] = [];
  readonly lines: (readonly [level: 3 | 4, text: string])[] = [];
  readonly drops = new Map<number, Drop>();

  step(type: number, from: number, to: number, relation?: RelationName, always?: boolean): void {
    this.steps.push({ type, from, to, ...(relation && { relation }), ...(always === true && { always }) });
  }

  line(level: 3 | 4, text: string): void {
    this.lines.push([level, text]);
  }
}

/** What a resolution depends on. */
export interface Question {
  readonly schema: CompiledSchema;
  /** Active states in their order. */
  readonly before: readonly number[];
  readonly type: number;
  readonly called: readonly number[];
  readonly auto: boolean;
}

/** The states a mutation asks for (machine specification §5.2), in order. */
export function wantedStates(question: Question, called: readonly number[], trace?: ResolutionTrace): number[] {
  const { before, type } = question;
  if (type === REMOVE) {
    for (const state of called) trace?.step(STEP.deactivate, -1, state);
    return before.filter((state) => !called.includes(state));
  }
  if (trace !== undefined) {
    for (const state of called) if (!before.includes(state)) trace.step(STEP.activate, -1, state);
    if (type === SET) {
      for (const state of before) if (!called.includes(state)) trace.step(STEP.deactivate, -1, state);
    }
  }
  return type === ADD ? [...called, ...before] : [...called];
}

/** Resolves relations to the target list (machine specification §5.3). */
export function resolveTarget(question: Question, wanted: readonly number[], trace?: ResolutionTrace): number[] {
  const { schema } = question;
  let list = unique(withImplied(question, unique(wanted), trace));
  list = pruneUnmet(question, list, trace);
  const kept = withoutBlocked(question, list, trace);
  const banned = new Set<number>();
  for (const state of kept) for (const removed of schema.remove[state] as readonly number[]) banned.add(removed);
  const second = withImplied(question, kept, trace).filter((state) => !banned.has(state));
  const target = pruneUnmet(question, unique(second).reverse(), trace);
  sortStates(schema, target, trace);
  return target;
}

/** Appends what Add relations imply; one level, the appended ones are not visited. */
function withImplied(question: Question, list: readonly number[], trace?: ResolutionTrace): number[] {
  const { schema, before, type, called } = question;
  const result = [...list];
  for (const state of list) {
    let adds = schema.add[state] as readonly number[];
    if (adds.length === 0 || (schema.multi[state] !== true && before.includes(state))) continue;
    if (type === REMOVE) adds = adds.filter((added) => !called.includes(added));
    if (trace !== undefined) {
      for (const added of adds) trace.step(STEP.relation, state, added, 'add', true);
      for (const added of adds) trace.step(STEP.activate, -1, added, undefined, true);
    }
    result.push(...adds);
  }
  return result;
}

/** Drops states whose Require is not met, to the fixpoint. */
function pruneUnmet(question: Question, list: number[], trace?: ResolutionTrace): number[] {
  const { schema, called, auto } = question;
  const rejected: string[] = [];
  let current = list;
  while (current.length > 0) {
    const present = new Set(current);
    const next = current.filter((state) => {
      const missing: number[] = [];
      for (const required of schema.require[state] as readonly number[]) {
        trace?.step(STEP.relation, state, required, 'require');
        if (present.has(required)) continue;
        missing.push(required);
        trace?.step(STEP.deactivatePassive, state, -1);
        if (called.includes(state)) trace?.step(STEP.cancel, -1, required);
      }
      const [first] = missing;
      if (first === undefined) return true;
      trace?.drops.set(state, { reason: 'require', by: first });
      if (trace) rejected.push(`${schema.nameOf(state)}(${missing.map((m) => `-${schema.nameOf(m)}`).join(' ')})`);
      return false;
    });
    if (next.length === current.length) break;
    current = next;
  }
  if (rejected.length > 0) {
    trace?.line(auto ? 4 : 3, auto ? `[reject:auto] ${rejected.join(' ')}` : `[reject] ${rejected.join(' ')}`);
  }
  return current;
}

/** From last to first, drops what a state that is not lost itself removes; the result is in reversed order. */
function withoutBlocked(question: Question, list: readonly number[], trace?: ResolutionTrace): number[] {
  const { schema, before } = question;
  const lost = new Set<number>();
  const kept: number[] = [];
  for (let i = list.length - 1; i >= 0; i--) {
    const state = list[i] as number;
    const blockers = blockersOf(schema, state, list);
    const effective = blockers.filter((other) => !lost.has(other));
    if (trace !== undefined) for (const other of blockers) trace.step(STEP.relation, other, state, 'remove');
    const [first] = effective;
    if (first === undefined) {
      kept.push(state);
      continue;
    }
    lost.add(state);
    if (trace === undefined) continue;
    const active = before.includes(state);
    trace.drops.set(state, { reason: 'remove', by: first });
    trace.line(active ? 3 : 4, `[rel:remove] ${schema.nameOf(state)} by ${schema.namesOf(effective).join(' ')}`);
    trace.step(active ? STEP.deactivate : STEP.deactivatePassive, -1, state);
  }
  return kept;
}

/** Those of the list that remove the state, in its order. */
function blockersOf(schema: CompiledSchema, state: number, list: readonly number[]): readonly number[] {
  const removers = schema.removedBy[state] as readonly number[];
  if (removers.length === 0) return removers;
  if (removers.length < SEARCHED || list.length < SEARCHED) return list.filter((other) => removers.includes(other));
  const known = new Set(removers);
  return list.filter((other) => known.has(other));
}

/** Sorts by the Require topology, then by After, in place. */
export function sortStates(schema: CompiledSchema, list: number[], trace?: ResolutionTrace): void {
  const { topology, after } = schema;
  if (topology !== undefined) list.sort((a, b) => (topology[a] as number) - (topology[b] as number));
  if (!schema.hasAfter) return;
  sortStable(list, (a, b) => {
    if (after[a]?.includes(b) === true) {
      trace?.step(STEP.relation, b, a, 'after');
      return false;
    }
    if (after[b]?.includes(a) === true) {
      trace?.step(STEP.relation, a, b, 'after');
      return true;
    }
    return false;
  });
}

function unique(list: readonly number[]): number[] {
  return [...new Set(list)];
}
