import type { LogLevelName } from '../src/metadata/index.js';
import type { MarkDecorator } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/** What a logged class or handler writes. */
export interface LoggedOptions {
  /** Name in the lines, instead of the class's or method's. */
  readonly name?: string;
  /**
   * Highest level of the lines; `AM_LOG` replaces it.
   * @default 'changes'
   */
  readonly level?: LogLevelName;
  /**
   * Names of the mutation arguments that become attributes; the others stay in the process.
   * @default none
   */
  readonly args?: readonly string[];
}

/**
 * Makes log records. On a class: for state changes, queueing, rejections and errors. On a handler: one per call, with
 * outcome and duration. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Logged(...setting: [setting?: boolean | string | LoggedOptions]): MarkDecorator {
  return signalMark('@Logged', 'logged', setting);
}
