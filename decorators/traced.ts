import type { TracedOptions } from '../src/metadata/index.js';
import type { MarkDecorator, Names } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/**
 * Makes spans. On a class: of its states and transitions, with handlers as events. On a handler: one of its own, to the
 * end of its promise. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Traced<const A extends string = never, const S extends string = never, const R extends string = never>(
  ...setting: [setting?: boolean | string | TracedOptions<A, S, R>]
): MarkDecorator<Names<A, S, R>> {
  return signalMark('@Traced', 'traced', setting);
}
