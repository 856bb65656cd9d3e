import { nearest } from '../nearest.js';

const SUFFIXES = ['Enter', 'Exit', 'State', 'End'] as const;

/**
 * The states a method name refers to, given the names of all states (machine specification §6.1): one for `FooEnter`, two for
 * `FooBar`, the same twice for `FooFoo`, none for `AnyEnter`, `AnyState` and what is no handler. Where a name can be read in
 * several ways, as with states called `Exit`, the one with a suffix goes first.
 */
export function statesOfHandler(stateNames: readonly string[], method: string): readonly string[] {
  return statesIn(new Set(stateNames), method);
}

/**
 * What is wrong with method names that look like handlers, one line each: they end in Enter, Exit, State or End, but the rest is no
 * state. Such a method is legal, and never called.
 */
export function misnamedHandlers(stateNames: readonly string[], methods: Iterable<string>): readonly string[] {
  const lines: string[] = [];
  let states: ReadonlySet<string> | undefined;
  for (const method of methods) {
    const suffix = SUFFIXES.find((end) => method.endsWith(end) && method.length > end.length);
    if (suffix === undefined || isMeta(method)) continue;
    states ??= new Set(stateNames);
    if (statesIn(states, method).length > 0) continue;
    const state = method.slice(0, -suffix.length);
    const meant = nearest(state, stateNames);
    const hint = meant === undefined ? '' : `; did you mean ${meant}${suffix}?`;
    lines.push(`${method} is never called, ${state} is no state${hint}`);
  }
  return lines;
}

/** Whether a method of this name is a handler. */
export function isHandlerName(stateNames: readonly string[], method: string): boolean {
  return isMeta(method) || statesIn(new Set(stateNames), method).length > 0;
}

function isMeta(method: string): boolean {
  return method === 'AnyEnter' || method === 'AnyState';
}

function statesIn(states: ReadonlySet<string>, method: string): readonly string[] {
  for (const suffix of SUFFIXES) {
    const state = method.slice(0, -suffix.length);
    if (method.endsWith(suffix) && states.has(state)) return [state];
  }
  for (const from of states) {
    const to = method.slice(from.length);
    if (method.startsWith(from) && states.has(to)) return [from, to];
  }
  return [];
}
