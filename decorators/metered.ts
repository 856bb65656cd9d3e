import type { MarkDecorator } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/** What a metered class or handler is called. */
export interface MeteredOptions {
  /** Value of the label, instead of the class's or method's name. */
  readonly name?: string;
}

/**
 * Makes metrics. On a class: all families of its states, transitions, queue and handlers. On a handler: its duration and
 * outcome. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Metered(...setting: [setting?: boolean | string | MeteredOptions]): MarkDecorator {
  return signalMark('@Metered', 'metered', setting);
}
