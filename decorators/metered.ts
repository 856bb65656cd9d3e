import type { MeteredOptions } from '../src/metadata/index.js';
import type { MarkDecorator, Names } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/**
 * Makes metrics. On a class: all families of its states, transitions, queue and handlers. On a handler: its duration and
 * outcome. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Metered<const S extends string = never>(
  ...setting: [setting?: boolean | string | MeteredOptions<S>]
): MarkDecorator<Names<never, S>> {
  return signalMark('@Metered', 'metered', setting);
}
