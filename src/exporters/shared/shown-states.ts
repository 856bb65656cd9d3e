import type { ClassShape, Selection } from '../../tracer/index.js';

/** The states of a class that a selection shows; all of them where its lists name states of single machines, which may be any. */
export function shownStates({ states }: ClassShape, { states: filter, options }: Selection): readonly string[] {
  const names = Object.keys(states);
  const entries = Object.values(options['states'] ?? {}).flat() as readonly unknown[];
  const isOfClass = entries.every((entry) => typeof entry === 'string' && !entry.includes(':'));
  return filter === undefined || !isOfClass ? names : names.filter(filter.of(''));
}
