import type { MarkDecorator } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/** What a traced class or handler shows. */
export interface TracedOptions {
  /** Name of the span, instead of the class's or method's. */
  readonly name?: string;
  /**
   * Names of the mutation arguments that become attributes; the others stay in the process.
   * @default none
   */
  readonly args?: readonly string[];
}

/**
 * Makes spans. On a class: of its states and transitions, with handlers as events. On a handler: one of its own, to the
 * end of its promise. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Traced(...setting: [setting?: boolean | string | TracedOptions]): MarkDecorator {
  return signalMark('@Traced', 'traced', setting);
}
