import { SPAN } from '../../semconv.js';

/** `indexed` tells machines apart by their index in every name, `plain` has the bare names of the first releases. */
export type Naming = 'indexed' | 'plain';

/** How spans are called (telemetry specification §1.1). */
export interface SpanNaming {
  machine(index: number | string, id: string): string;
  /** A span that holds others: of all states, of a group of states, of transitions. */
  group(index: number | string, name: string): string;
  state(index: number | string, state: string, isMulti: boolean): string;
  /** @param text `[add] A B` */
  transition(index: number | string, text: string): string;
  /** @param name of the transition, were it to succeed */
  failed(name: string): string;
}

const INDEXED: SpanNaming = {
  machine: (index, id) => `${SPAN.machinePrefix}:${index}:${id}`,
  group: (index, name) => `${index}:${name}`,
  state: (index, state, isMulti) => `${index}:${state}${isMulti ? SPAN.multiSuffix : ''}`,
  transition: (index, text) => `${index}: ${text}`,
  failed: (name) => SPAN.errorPrefix + name,
};

const PLAIN: SpanNaming = {
  machine: (_, id) => `${SPAN.machinePrefix}:${id}`,
  group: (_, name) => name,
  state: (_, state) => state,
  transition: (_, text) => text,
  failed: () => SPAN.failed,
};

export function namingOf(naming: Naming = 'indexed'): SpanNaming {
  return naming === 'plain' ? PLAIN : INDEXED;
}
