import type { ArgsMapper } from '../engine/index.js';
import type { Selection } from '../tracer/index.js';
import { kept } from './kept.js';

interface Known {
  /** A mapper that is made for one machine goes with it. */
  readonly byMapper: WeakMap<ArgsMapper, Selection>;
  readonly byNames: Map<string, Selection>;
}

const known = new WeakMap<Selection, Known>();

/**
 * A selection that shows what the log lines of a machine show of arguments, besides those that its marks name. The same one
 * for the same names or the same mapper, so that machines share it.
 */
export function withLogArgs(selection: Selection, logArgs: readonly string[] | ArgsMapper): Selection {
  let shown = known.get(selection);
  if (shown === undefined) known.set(selection, (shown = { byMapper: new WeakMap(), byNames: new Map() }));
  if (typeof logArgs === 'function') return kept(shown.byMapper, logArgs, () => adding(selection, { logArgs }));
  const { args } = selection.options;
  const marked: readonly unknown[] = Array.isArray(args) ? args : [];
  return kept(shown.byNames, JSON.stringify(logArgs), () =>
    adding(selection, { args: [...new Set([...marked, ...logArgs])] }),
  );
}

function adding(selection: Selection, options: Readonly<Record<string, unknown>>): Selection {
  return { ...selection, options: { ...selection.options, ...options } };
}
