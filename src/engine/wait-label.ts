import type { Core } from './core.js';
import { OPS } from './observer.js';
import type { Args } from './mutation.js';
import type { Waiter } from './waiter.js';

/** How log lines speak of a wait (machine specification §11). */
export interface WaitLabel {
  readonly tag: 'when' | 'whenNot' | 'whenTime' | 'whenArgs' | 'whenQueue' | 'whenQuery';
  /** @param names of the states it waits for */
  text(names: readonly string[], isMet: boolean): string;
}

/** Of a wait for states. */
export function statesLabel(active: boolean): WaitLabel {
  return { tag: active ? 'when' : 'whenNot', text: (names) => names.join(' ') };
}

/** Of a wait for clocks. */
export function timesLabel(times: readonly number[]): WaitLabel {
  const text = (names: readonly string[], isMet: boolean): string =>
    isMet ? `${names.join(' ')} [${times.join(' ')}]` : `${names.join(',')} ${times.join(' ')}`;
  return { tag: 'whenTime', text };
}

/** Of a wait for a state with arguments. */
export function argsLabel(args: Args): WaitLabel {
  return { tag: 'whenArgs', text: (names) => `${names.join(' ')} (${Object.keys(args).join(',')})` };
}

/** Of a wait that a number stands for: a queue tick, or which query it is. */
export function numberLabel(tag: 'whenQueue' | 'whenQuery', number: number): WaitLabel {
  return { tag, text: () => String(number) };
}

/** Tells the log that somebody waits, or does no more since it came true. */
export function tellWait(core: Core, { label, states }: Waiter, isMet: boolean): void {
  const { observer, schema } = core;
  if (observer === null || observer.level < OPS || label === undefined) return;
  observer.line(core, OPS, `[${label.tag}:${isMet ? 'match' : 'new'}] ${label.text(schema.namesOf(states), isMet)}`);
}
