import type { LoggedOptions } from '../src/metadata/index.js';
import type { MarkDecorator, Names } from './mark-decorator.js';
import { signalMark } from './signal-mark.js';

/**
 * Makes log records. On a class: for state changes, queueing, rejections and errors. On a handler: one per call, with
 * outcome and duration. Records a mark and changes nothing; both decorator dialects.
 * @param setting nothing, a name, options, or `false` to take away what a base class or the class mark gives
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Logged<const A extends string = never, const S extends string = never, const R extends string = never>(
  ...setting: [setting?: boolean | string | LoggedOptions<A, S, R>]
): MarkDecorator<Names<A, S, R>> {
  return signalMark('@Logged', 'logged', setting);
}
