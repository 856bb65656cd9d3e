import type { ClassLike } from '../metadata/index.js';
import type { Selection, Signal } from '../tracer/index.js';
import { configuredContent, configuredOptions } from './configured-options.js';
import type { OptionSources } from './configured-options.js';
import { kept } from './kept.js';
import { secretNames } from './secret-names.js';
import { stateFilter } from './state-filter.js';

type Options = Readonly<Record<string, unknown>>;

const replaced = new WeakMap<object, WeakMap<Selection, Selection>>();

/** What a tracer sees of machines of a class: the selection with the options that configuration replaces. */
export function configured(
  selection: Selection,
  Class: ClassLike,
  signal: Signal | undefined,
  sources: OptionSources,
): Selection {
  const options = signal === undefined ? configuredContent(sources, Class) : configuredOptions(sources, Class, signal);
  if (options === undefined) return selection;
  const bySelection = kept(replaced, options, () => new WeakMap<Selection, Selection>());
  return kept(bySelection, selection, () => {
    // Configuration adds to what is secret, it takes nothing away.
    const secret = [...new Set([...secretNames(selection.options), ...secretNames(options)])];
    const merged = { ...selection.options, ...options, ...(secret.length > 0 && { secret }) };
    return {
      ...selection,
      options: merged,
      states: stateFilter((merged as Options)['states']),
      handler: replacing(selection, options),
    };
  });
}

/** A handler's own `errors` gives way to the configuration, as that of its class does. */
function replacing(selection: Selection, { errors }: Options): Selection['handler'] {
  if (errors === undefined) return (name) => selection.handler(name);
  const changed = new Map<string, Options>();
  return (name) => {
    const mark = selection.handler(name);
    if (mark === undefined || mark === false || mark['errors'] === undefined) return mark;
    return kept(changed, name, () => ({ ...mark, errors }));
  };
}
